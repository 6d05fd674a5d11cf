package org.paravane.host.scheduler;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * A 64-bit value that only grows (unsigned). The scheduler holds the value; if the fence has a word of shared memory it is
 * copied there with release order before anybody is told, so that a guest can watch it without asking. What a guest writes
 * into that word is ignored and overwritten. A second word, if there is one, shows the highest value that was reached by failure
 * since the fence was last set back, 0 for none: it is written before the first.
 */
public final class MonitoredFence extends SyncObject {
  private static final VarHandle WORD = JAVA_LONG.withOrder(ByteOrder.LITTLE_ENDIAN).varHandle();

  private final @Nullable MemorySegment word;
  private volatile long value;
  private long failedAbove; // values in (failedAbove, failedUpTo] were reached by failure
  private long failedUpTo;
  private @Nullable String failure;

  MonitoredFence(AdapterScheduler scheduler, long initialValue, @Nullable MemorySegment word) {
    super(scheduler);
    this.value = initialValue;
    this.failedUpTo = initialValue;
    this.failedAbove = initialValue;
    this.word = word;
    publish(initialValue);
  }

  /** The current value; readable from any thread. */
  public long value() {
    return value;
  }

  @Override
  boolean isAvailable(long wanted, SchedulerContext context) {
    return reached(wanted);
  }

  @Override
  void acquire(SchedulerContext context) {
    // a fence stays as it is
  }

  @Override
  void signal(long to, @Nullable String why) {
    long from = value;
    if (Long.compareUnsigned(to, from) <= 0) {
      return;
    }
    if (why != null) {
      if (failedUpTo != from || failure == null) {
        failedAbove = from;
      }
      failedUpTo = to;
      failure = why;
      publishFailure(to);
    }
    value = to;
    publish(to);
  }

  /** Sets the value back; waits that are satisfied stay so. */
  void rewind(long to) {
    failedAbove = to;
    failedUpTo = to;
    failure = null;
    publishFailure(0);
    value = to;
    publish(to);
  }

  boolean reached(long wanted) {
    return Long.compareUnsigned(value, wanted) >= 0;
  }

  /** Why this value was reached without the work having been done; null if it was done. */
  @Nullable
  String failureAt(long wanted) {
    return Long.compareUnsigned(wanted, failedAbove) > 0 && Long.compareUnsigned(wanted, failedUpTo) <= 0
        ? failure
        : null;
  }

  private void publishFailure(long upTo) {
    if (word != null && word.byteSize() >= 2L * Long.BYTES) {
      write(Long.BYTES, upTo);
    }
  }

  private void publish(long newValue) {
    write(0, newValue);
  }

  private void write(long offset, long newValue) {
    if (word == null) {
      return;
    }
    try {
      WORD.setRelease(word, offset, newValue); // SYNC: pairs with the acquire load of whoever watches the word
    } catch (IllegalStateException e) {
      // the guest's connection went away and its memory with it; nobody watches any more
    }
  }
}
