package org.paravane.abi;

import java.util.Objects;
import java.util.function.Function;

/**
 * What a caller gets: a value, or an errno with a reason. An error of a caller is a value, not an exception.
 *
 * @param <T> the value of a success
 */
public sealed interface Result<T> {

  /** Success with its value. */
  record Ok<T>(T value) implements Result<T> {
    public Ok {
      Objects.requireNonNull(value);
    }
  }

  /** Failure: the errno that the caller sees, and what failed, for whom, and what to do, in {@code lower case: key=value} form. */
  record Failed<T>(Errno errno, String reason) implements Result<T> {
    /** The same failure for a caller that expected another type. */
    public <U> Failed<U> as() {
      return new Failed<>(errno, reason);
    }
  }

  static <T> Result<T> ok(T value) {
    return new Ok<>(value);
  }

  static <T> Result<T> failed(Errno errno, String reason) {
    return new Failed<>(errno, reason);
  }

  default <U> Result<U> map(Function<? super T, ? extends U> function) {
    return switch (this) {
      case Ok<T>(T value) -> new Ok<>(function.apply(value));
      case Failed<T> failed -> failed.as();
    };
  }

  default <U> Result<U> flatMap(Function<? super T, Result<U>> function) {
    return switch (this) {
      case Ok<T>(T value) -> function.apply(value);
      case Failed<T> failed -> failed.as();
    };
  }
}
