package org.paravane.runtime.fake;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A monitored fence whose value is also in the aperture. */
final class FakeFence {
  private static final VarHandle WORD = ValueLayout.JAVA_LONG.varHandle();

  /** Values up to this one were reached by a loss. */
  private record Loss(long from, long to, String reason) {
  }

  private final MemorySegment word;
  private final long offset;
  private final List<Loss> losses = new ArrayList<>();

  FakeFence(FakeMemory memory, long initial) {
    this.offset = memory.place(Long.BYTES);
    this.word = memory.at(offset, Long.BYTES);
    WORD.setRelease(word, 0L, initial);
  }

  long offset() {
    return offset;
  }

  long value() {
    return (long) WORD.getAcquire(word, 0L);
  }

  boolean reached(long value) {
    return Long.compareUnsigned(value(), value) >= 0;
  }

  void set(long value, @Nullable String lossReason) {
    if (!reached(value)) {
      if (lossReason != null) {
        losses.add(new Loss(value(), value, lossReason));
      }
      WORD.setRelease(word, 0L, value);
    }
  }

  /** Why the value was reached without the work. */
  @Nullable
  String lossAt(long value) {
    for (Loss loss : losses) {
      if (value > loss.from() && value <= loss.to()) {
        return loss.reason();
      }
    }
    return null;
  }
}
