package org.paravane.device.io;

import org.jspecify.annotations.Nullable;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;

/**
 * What an ioctl answers.
 *
 * @param value  0 or a positive status, or a negative errno
 * @param reason why it failed, for logs and for a front that can show it; null when there is nothing to say
 */
public record IoctlResult(int value, @Nullable String reason) {
  private static final IoctlResult OK = new IoctlResult(0, null);

  /** Success, 0. */
  public static IoctlResult ok() {
    return OK;
  }

  /** Success with a positive status. */
  public static IoctlResult status(int value) {
    return value == 0 ? OK : new IoctlResult(value, null);
  }

  /** Failure. */
  public static IoctlResult failed(Errno errno, String reason) {
    return new IoctlResult(-errno.number(), reason);
  }

  /** 0 for a success of any kind, the errno and reason of a failure. */
  public static IoctlResult of(Result<?> result) {
    return switch (result) {
      case Result.Ok<?> ok -> OK;
      case Result.Failed<?> failed -> failed(failed.errno(), failed.reason());
    };
  }

  /** Whether it is no errno. */
  public boolean isOk() {
    return value >= 0;
  }
}
