package org.paravane.guest.dxg;

import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.Result;

/**
 * An answer of the host that several attributes share: asked again only when the last one is too old. Failures are not kept. Two
 * readers at the same moment may both ask.
 */
final class RecentAnswer<T> {
  private record Kept<T>(T value, long atNanos) {
  }

  private final Supplier<Result<T>> question;
  private final long maxAgeNanos;
  private final LongSupplier clock;
  private volatile @Nullable Kept<T> kept;

  RecentAnswer(Supplier<Result<T>> question, Duration maxAge, LongSupplier clock) {
    this.question = question;
    this.maxAgeNanos = maxAge.toNanos();
    this.clock = clock;
  }

  /** The answer, new enough. */
  Result<T> get() {
    Kept<T> last = kept;
    if (last != null && clock.getAsLong() - last.atNanos() < maxAgeNanos) {
      return Result.ok(last.value());
    }
    return question.get().map(value -> {
      kept = new Kept<>(value, clock.getAsLong());
      return value;
    });
  }
}
