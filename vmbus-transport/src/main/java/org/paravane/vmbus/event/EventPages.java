package org.paravane.vmbus.event;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.function.Consumer;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.linux.Futex;
import org.paravane.linux.LinuxException;
import org.paravane.linux.Memfd;
import org.paravane.linux.Seal;
import org.paravane.linux.SharedMapping;
import org.paravane.vmbus.ChannelId;
import org.paravane.vmbus.ring.EventWord;

/**
 * The doorbells of one connection: a page per direction with the event flags of VMBus (one bit per channel) and a word to sleep on, and
 * a word per channel for a caller of the guest that sleeps for itself.
 *
 * <pre>
 *      0  page of the host   0: flags, 2048 bits   256: event word
 *   4096  page of the guest  0: flags, 2048 bits   256: event word
 *   8192  call words         u32 per channel: 1 = a caller sleeps, or is about to; the signal is for it alone
 * </pre>
 *
 * Every byte may be changed by the peer at any instant. The worst that does is to wake us too often or too late, so nobody sleeps here
 * without a time limit.
 */
public final class EventPages implements AutoCloseable {
  /** Bytes of the memory file. */
  public static final int BYTES = 4 * 4096;
  private static final int HOST_PAGE = 0;
  private static final int GUEST_PAGE = 4096;
  private static final int CALL_WORDS = 8192;
  private static final int EVENT_WORD = 256;
  private static final int FLAG_WORDS = ChannelId.COUNT / Long.SIZE;
  private static final VarHandle FLAGS = ValueLayout.JAVA_LONG.withOrder(ByteOrder.LITTLE_ENDIAN).varHandle()
      .withInvokeExactBehavior();
  private static final VarHandle CALL_WORD = ValueLayout.JAVA_INT.withOrder(ByteOrder.LITTLE_ENDIAN).varHandle()
      .withInvokeExactBehavior();

  /** Which end of the connection we are. */
  public enum Side {
    HOST, GUEST
  }

  private final Memfd memfd;
  private final SharedMapping mapping;
  private final MemorySegment memory;
  private final Side side;
  private final EventWord ours;
  private final EventWord theirs;

  private EventPages(Memfd memfd, SharedMapping mapping, Side side) {
    this.memfd = memfd;
    this.mapping = mapping;
    this.side = side;
    memory = mapping.segment();
    ours = new EventWord(memory.asSlice((side == Side.HOST ? HOST_PAGE : GUEST_PAGE) + EVENT_WORD));
    theirs = new EventWord(memory.asSlice((side == Side.HOST ? GUEST_PAGE : HOST_PAGE) + EVENT_WORD));
  }

  /** Makes the pages of a new connection: the guest's task. */
  public static EventPages create() throws LinuxException {
    Memfd memfd = Memfd.create("vmbus-events", BYTES);
    try {
      memfd.seal(Seal.SHRINK, Seal.GROW, Seal.SEAL);
      return new EventPages(memfd, memfd.map(BYTES), Side.GUEST);
    } catch (LinuxException e) {
      memfd.close();
      throw e;
    }
  }

  /**
   * Maps the pages that a guest made.
   *
   * @param memfd taken over, also on failure
   * @return EINVAL where the file can shrink or has another length
   */
  public static Result<EventPages> adopt(Memfd memfd) {
    try {
      if (!memfd.seals().contains(Seal.SHRINK) || memfd.sizeBytes() != BYTES) {
        String what = "event pages are unfit: seals=%s, bytes=%d".formatted(memfd.seals(), memfd.sizeBytes());
        memfd.close();
        return Result.failed(Errno.EINVAL, what);
      }
      return Result.ok(new EventPages(memfd, memfd.map(BYTES), Side.HOST));
    } catch (LinuxException e) {
      memfd.close();
      return Result.failed(e.known().orElse(Errno.EIO), String.valueOf(e.getMessage()));
    }
  }

  /** The file, to hand it over; still owned by this object. */
  public Memfd memfd() {
    return memfd;
  }

  /** What this end sleeps on. */
  public EventWord word() {
    return ours;
  }

  /** Tells the peer that a channel wants attention. */
  public void signalPeer(ChannelId channel) {
    if (side == Side.GUEST || !releaseCaller(channel)) {
      signal(side == Side.HOST ? GUEST_PAGE : HOST_PAGE, channel);
      theirs.ring();
    }
  }

  /** Tells this end, as if the peer had. */
  public void signalSelf(ChannelId channel) {
    signal(side == Side.HOST ? HOST_PAGE : GUEST_PAGE, channel);
    ours.ring();
  }

  private void signal(int page, ChannelId channel) {
    // SYNC: the flag is there before the word changes (EventWord.ring); takeSignals reads the flags after the word.
    var _ = (long) FLAGS.getAndBitwiseOr(memory, page + (long) channel.value() / Long.SIZE * Long.BYTES,
        1L << channel.value());
  }

  /** Takes all channels that want attention. Bit 0 is no channel and ignored. */
  public void takeSignals(Consumer<ChannelId> receiver) {
    int page = side == Side.HOST ? HOST_PAGE : GUEST_PAGE;
    for (int i = 0; i < FLAG_WORDS; i++) {
      long offset = page + (long) i * Long.BYTES;
      if ((long) FLAGS.getAcquire(memory, offset) == 0) {
        continue;
      }
      long bits = (long) FLAGS.getAndSet(memory, offset, 0L);
      if (i == 0) {
        bits &= ~1L;
      }
      for (; bits != 0; bits &= bits - 1) {
        receiver.accept(new ChannelId(i * Long.SIZE + Long.numberOfTrailingZeros(bits)));
      }
    }
  }

  /**
   * A caller of the guest is about to sleep until a channel wants attention; signals for it go to this caller alone from here on. Must
   * be followed by a look at the ring and {@link #endCallWait}.
   */
  public void beginCallWait(ChannelId channel) {
    // SYNC: volatile, so before the look at the ring; pairs with releaseCaller, which the host calls after it published.
    CALL_WORD.setVolatile(memory, callWord(channel), 1);
  }

  /** Sleeps until a signal for the channel, {@link #releaseCaller}, or the time is up. */
  public void awaitCall(ChannelId channel, long timeoutNanos) {
    Futex.await(memory, callWord(channel), 1, timeoutNanos);
  }

  public void endCallWait(ChannelId channel) {
    CALL_WORD.setVolatile(memory, callWord(channel), 0);
  }

  /** Wakes the caller that sleeps for a channel; false where none does. */
  public boolean releaseCaller(ChannelId channel) {
    long offset = callWord(channel);
    if ((int) CALL_WORD.getAcquire(memory, offset) == 0 || (int) CALL_WORD.getAndSet(memory, offset, 0) == 0) {
      return false;
    }
    Futex.wakeAll(memory, offset);
    return true;
  }

  private static long callWord(ChannelId channel) {
    return CALL_WORDS + (long) channel.value() * Integer.BYTES;
  }

  /** Unmaps. Nobody may sleep or signal here any more. */
  @Override
  public void close() {
    mapping.close();
    memfd.close();
  }
}
