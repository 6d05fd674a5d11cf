package org.paravane.runtime;

import org.jspecify.annotations.Nullable;
import org.paravane.abi.Errno;

/**
 * What an ioctl answers.
 *
 * @param value 0 or a positive status, or a negative errno
 * @param reason why it failed, or what else there is to say: GETDEVICESTATE of a device in error says why it is; null where
 *     the node cannot say, as a file of the kernel cannot
 */
public record IoctlAnswer(int value, @Nullable String reason) {
  /** Success, 0. */
  public static final IoctlAnswer OK = new IoctlAnswer(0, null);

  /** Success with a positive status. */
  public static IoctlAnswer status(int value) {
    return value == 0 ? OK : new IoctlAnswer(value, null);
  }

  /** Failure. */
  public static IoctlAnswer failed(Errno errno, @Nullable String reason) {
    return new IoctlAnswer(-errno.number(), reason);
  }

  public boolean isOk() {
    return value >= 0;
  }

  /** The errno of a failure; EIO for a number that is none of those a node may answer. */
  public Errno errno() {
    for (Errno errno : Errno.values()) {
      if (errno.number() == -value) {
        return errno;
      }
    }
    return Errno.EIO;
  }
}
