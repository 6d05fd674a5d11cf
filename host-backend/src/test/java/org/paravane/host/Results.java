package org.paravane.host;

import static org.assertj.core.api.Assertions.fail;

import org.paravane.abi.Errno;
import org.paravane.abi.Result;

/** What tests expect of results. */
public final class Results {
  private Results() {
  }

  /** The value; fails the test if there is none. */
  public static <T> T ok(Result<T> result) {
    return switch (result) {
      case Result.Ok<T>(T value) -> value;
      case Result.Failed<T>(Errno errno, String reason) -> fail("unexpected " + errno + ": " + reason);
    };
  }

  /** The errno; fails the test if there is none. */
  public static Errno errno(Result<?> result) {
    return switch (result) {
      case Result.Ok<?> ok -> fail("unexpected success: " + ok);
      case Result.Failed<?> failed -> failed.errno();
    };
  }

  /** The reason; fails the test if there is none. */
  public static String reason(Result<?> result) {
    return switch (result) {
      case Result.Ok<?> ok -> fail("unexpected success: " + ok);
      case Result.Failed<?> failed -> failed.reason();
    };
  }
}
