package org.paravane.guest.dxg.ioctl;

import org.jspecify.annotations.Nullable;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;

/**
 * What a handler answers.
 *
 * @param status  0 or a positive status of the host; meaningless for a failure
 * @param written the argument as the caller shall see it, or null where nothing is written back
 * @param failure why it failed, or null for a success
 * @param note    what there is to say about a success, empty for nothing
 * @param <A>     the argument
 */
public record Answer<A extends Record>(int status, @Nullable A written, Result.@Nullable Failed<?> failure,
    String note) {

  /** The number that the ioctl answers: the status, or the errno of a failure below 0. */
  int value() {
    return failure == null ? status : -failure.errno().number();
  }

  /** Success; nothing is written back. */
  public static <A extends Record> Answer<A> ok() {
    return new Answer<>(0, null, null, "");
  }

  /** Success with the argument written back. */
  public static <A extends Record> Answer<A> ok(A written) {
    return new Answer<>(0, written, null, "");
  }

  /** Success with the argument written back, and something to say about it. */
  public static <A extends Record> Answer<A> noted(A written, String note) {
    return new Answer<>(0, written, null, note);
  }

  /** Success with a status of the host and the argument written back. */
  public static <A extends Record> Answer<A> status(int status, A written) {
    return new Answer<>(status, written, null, "");
  }

  /** The failure in a result that is known to be one. */
  public static <A extends Record> Answer<A> failed(Result<?> result) {
    return switch (result) {
      case Result.Failed<?> failed -> new Answer<>(0, null, failed, "");
      case Result.Ok<?> ok -> throw new IllegalStateException("not a failure: result=" + ok);
    };
  }

  /** A failure. */
  public static <A extends Record> Answer<A> failed(Errno errno, String reason) {
    return new Answer<>(0, null, new Result.Failed<>(errno, reason), "");
  }

  /** A failure that still writes the argument back, with what the caller needs to do better. */
  public static <A extends Record> Answer<A> failed(Errno errno, String reason, A written) {
    return new Answer<>(0, written, new Result.Failed<>(errno, reason), "");
  }

  /** The status of a success, or its failure; nothing is written back. */
  public static <A extends Record> Answer<A> of(Result<Integer> result) {
    return switch (result) {
      case Result.Ok<Integer>(Integer status) -> new Answer<>(status, null, null, "");
      case Result.Failed<Integer> failed -> failed(failed);
    };
  }

  /** Success with the argument written back, or the failure. */
  public static <A extends Record> Answer<A> writing(Result<A> result) {
    return switch (result) {
      case Result.Ok<A>(A written) -> ok(written);
      case Result.Failed<A> failed -> failed(failed);
    };
  }
}
