package org.paravane.vmbus.ring;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import org.paravane.linux.Futex;

/**
 * Eight bytes of shared memory on which one side sleeps and which the other side bumps.
 *
 * <pre>
 *  0  sequence u32   bumped by each signal; the futex
 *  4  waiters  u32   how many threads sleep or are about to; a signal makes the system call only if it is not 0
 * </pre>
 *
 * A waiter takes a {@link #ticket} before it looks for work, and sleeps only while the sequence is still that of the ticket.
 */
public final class EventWord implements Doorbell {
  /** Bytes that it occupies; a cache line of its own is wise. */
  public static final int BYTES = 8;
  private static final int SEQUENCE = 0;
  private static final int WAITERS = 4;
  private static final VarHandle WORD = ValueLayout.JAVA_INT.varHandle().withInvokeExactBehavior();

  private final MemorySegment memory;

  /**
   * An event word in shared memory, in whatever state it is.
   *
   * @param memory native, at least {@link #BYTES}; both sides look at the same memory
   */
  public EventWord(MemorySegment memory) {
    this.memory = memory.asSlice(0, BYTES, BYTES);
  }

  /** The sequence now; later loads stay behind it. */
  public int ticket() {
    return (int) WORD.getVolatile(memory, (long) SEQUENCE);
  }

  @Override
  public void ring() {
    // SYNC: an atomic add is a full fence; pairs with the add in await. Either the waiter sees the new sequence or we see the waiter.
    var _ = (int) WORD.getAndAdd(memory, (long) SEQUENCE, 1);
    if ((int) WORD.getVolatile(memory, (long) WAITERS) != 0) {
      Futex.wakeAll(memory, SEQUENCE);
    }
  }

  /**
   * Sleeps until the sequence is another than the ticket's, or the time is up, or spuriously. Platform threads only.
   *
   * @return false if the time was up
   */
  public boolean await(int ticket, long timeoutNanos) {
    var _ = (int) WORD.getAndAdd(memory, (long) WAITERS, 1);
    try {
      return ticket() != ticket || Futex.await(memory, SEQUENCE, ticket, timeoutNanos) != Futex.Outcome.TIMED_OUT;
    } finally {
      var _ = (int) WORD.getAndAdd(memory, (long) WAITERS, -1);
    }
  }
}
