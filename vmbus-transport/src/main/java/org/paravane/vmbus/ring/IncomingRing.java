package org.paravane.vmbus.ring;

import org.jspecify.annotations.Nullable;
import org.paravane.vmbus.ring.RingMemory.Fence;
import org.paravane.vmbus.ring.RingViolation.Rule;

/**
 * The reading side of a ring; one thread at a time. A packet is copied once and checked on the copy; a packet that breaks a rule
 * ends the ring, not the process. {@link #release} gives room back, {@link #goIdle} says whether the reader may sleep. No
 * call allocates, except when a packet is longer than all before.
 */
public final class IncomingRing {

  /** What {@link IncomingRing#poll} found. */
  public enum Poll {
    /** A packet; see {@link IncomingRing#packet}. */
    PACKET, EMPTY,
    /** The peer broke the ring; see {@link IncomingRing#violation}. */
    CORRUPT
  }

  /** What a reader that found the ring empty does next. */
  public enum Idle {
    /** Wait for the writer's signal. */
    SLEEP,
    /** Poll again: something arrived meanwhile. */
    DATA, CORRUPT
  }

  private final RingMemory memory;
  private final RingSize size;
  private final IncomingPacket packet = new IncomingPacket();
  private int read;
  private int released;
  private int cachedWrite;
  private boolean masked;
  private @Nullable RingViolation violation;

  private long packets;
  private long signals;
  private long timesDrained;

  private IncomingRing(RingMemory memory, int write, int read) {
    this.memory = memory;
    size = memory.size();
    this.read = read;
    released = read;
    cachedWrite = write;
    masked = true;
  }

  /**
   * Takes the reading side of a ring that may hold packets already. Signals are off until {@link #goIdle} (section 13).
   *
   * @throws RingViolationException if one of the indices is none
   */
  public static IncomingRing attach(RingMemory memory) throws RingViolationException {
    int write = RingIndexes.attach(memory, RingLayout.WRITE_INDEX, Rule.WRITE_INDEX);
    int read = RingIndexes.attach(memory, RingLayout.READ_INDEX, Rule.READ_INDEX);
    memory.storeRelease(RingLayout.INTERRUPT_MASK, 1);
    return new IncomingRing(memory, write, read);
  }

  public RingSize size() {
    return size;
  }

  /** The packet of the last {@link #poll} that found one. */
  public IncomingPacket packet() {
    return packet;
  }

  /** Whether {@link #poll} would answer something else than empty. Cheap enough to spin on. */
  public boolean hasData() {
    return violation != null || read != cachedWrite || reloadWrite() || violation != null;
  }

  /** Takes the next packet out of the ring. Its room is free for the writer after {@link #release}. */
  public Poll poll() {
    if (!hasData()) {
      return Poll.EMPTY;
    }
    if (violation != null) {
      return Poll.CORRUPT;
    }
    mask();
    int available = size.used(cachedWrite, read);
    if (available < RingLayout.SMALLEST_PACKET) {
      return corrupt(Rule.AVAILABLE, "available=" + available);
    }
    // Loaded once; from here on only this copy counts.
    long descriptor = memory.loadUnit(read);
    int dataOffset = RingLayout.dataOffset8(descriptor) * RingLayout.UNIT;
    int length = RingLayout.length8(descriptor) * RingLayout.UNIT;
    PacketType type = PacketType.of(RingLayout.type(descriptor));
    Rule broken = brokenRule(type, dataOffset, length, RingLayout.flags(descriptor), available);
    if (type == null || broken != null) {
      return corrupt(broken == null ? Rule.TYPE : broken, describe(descriptor) + ", available=" + available);
    }
    copy(length);
    packet.set(type, RingLayout.flags(descriptor) != 0, memory.loadUnit(size.advance(read, RingLayout.UNIT)),
        dataOffset, length);
    if (type.hasRanges()) {
      violation = RangeParser.check(type, packet.buffer(), dataOffset);
      if (violation != null) {
        return Poll.CORRUPT;
      }
    }
    read = size.advance(read, length + RingLayout.TRAILER);
    packets++;
    return Poll.PACKET;
  }

  /** Small, like {@link #poll} without it, so that the compiler puts both into the loop of a reader that polls. */
  private static @Nullable Rule brokenRule(@Nullable PacketType type, int dataOffset, int length, int flags,
      int available) {
    if (dataOffset < RingLayout.DESCRIPTOR || dataOffset > length || length + RingLayout.TRAILER > available) {
      return Rule.LENGTHS;
    } else if ((flags & ~RingLayout.FLAG_COMPLETION_REQUESTED) != 0) {
      return Rule.FLAGS;
    } else if (type == null) {
      return Rule.TYPE;
    }
    return type.hasRanges() && dataOffset < RingLayout.RANGES ? Rule.LENGTHS : null;
  }

  private void copy(int length) {
    int rest = length - RingLayout.DESCRIPTOR;
    if (rest > 0) {
      memory.read(size.advance(read, RingLayout.DESCRIPTOR), packet.bufferFor(length), RingLayout.DESCRIPTOR, rest);
    }
  }

  private static String describe(long descriptor) {
    return "type=%d, dataOffset8=%d, length8=%d, flags=%d".formatted(RingLayout.type(descriptor),
        RingLayout.dataOffset8(descriptor), RingLayout.length8(descriptor), RingLayout.flags(descriptor));
  }

  private Poll corrupt(Rule rule, String detail) {
    violation = new RingViolation(rule, "at=" + read + ", " + detail);
    return Poll.CORRUPT;
  }

  /**
   * Looks whether the writer has published more.
   *
   * <p>SYNC: acquire pairs with the release store in {@link OutgoingRing#publish}: packet bytes are loaded after the index.
   */
  private boolean reloadWrite() {
    int word = memory.loadAcquire(RingLayout.WRITE_INDEX);
    if (!size.isIndex(word)) {
      violation = RingIndexes.violation(Rule.WRITE_INDEX, word, size);
      return false;
    }
    cachedWrite = word;
    return cachedWrite != read;
  }

  /**
   * No signals from here on: for a reader that polls. {@link #poll} does it when it finds a packet; {@link #goIdle} takes it back. A
   * late mask costs a signal, never a wake-up (section 12, row 9).
   */
  public void mask() {
    if (!masked) {
      masked = true;
      memory.storeRelease(RingLayout.INTERRUPT_MASK, 1);
    }
  }

  /**
   * Gives the room of everything polled so far back to the writer.
   *
   * @return whether the writer has to be signalled: it waits for room, and now there is enough (section 8.2)
   */
  public boolean release() {
    if (read == released) {
      return false;
    }
    int before = released;
    // SYNC: release pairs with the acquire load in OutgoingRing.reloadRead: our loads of the packets are done.
    memory.storeRelease(RingLayout.READ_INDEX, read);
    released = read;
    if (read == cachedWrite) {
      timesDrained++;
    }
    // SYNC: pairs with Fence.ROOM_REQUESTED in OutgoingRing.requestRoom. Either the writer sees this read index before it sleeps,
    // or we see what it waits for.
    memory.fullFence(Fence.RELEASED);
    int pending = memory.loadAcquire(RingLayout.PENDING_SEND_SIZE);
    if (pending == 0 || violation != null) {
      return false;
    }
    int features = memory.loadAcquire(RingLayout.FEATURE_BITS);
    // After the pending send size: the writer writes nothing between asking for room and sleeping.
    reloadWrite();
    if (violation != null || !SignalRules.afterRelease(size, features, pending, cachedWrite, before, released)) {
      return false;
    }
    // The writer may have found the room itself and withdrawn the request while we looked; a signal would be one too many. If it asked
    // again, it has seen this read index.
    if (memory.loadAcquire(RingLayout.PENDING_SEND_SIZE) != pending) {
      return false;
    }
    signals++;
    return true;
  }

  /**
   * As {@link #release}, but only once a quarter of the ring has been polled since the last time. For a reader that polls on: the index
   * lies in the cache line that the writer publishes with, and to take it away from the writer for each packet costs both sides
   * more than the packet does. A writer that waits for room asks for a quarter of the ring at least, but may ask for more: a
   * reader that finds nothing for a while calls {@link #release}.
   *
   * @return whether the writer has to be signalled
   */
  public boolean releaseIfMuch() {
    return size.used(read, released) >= size.dataBytes() / 4 && release();
  }

  /**
   * Asks for a signal and looks a last time (section 8.3). Only after {@link #release}: a writer signals a reader only if it
   * has announced that it read everything.
   */
  public Idle goIdle() {
    if (read != released) {
      throw new IllegalStateException("goIdle before release: the writer would believe that we are still busy");
    }
    if (violation != null) {
      return Idle.CORRUPT;
    }
    if (read != cachedWrite) {
      mask();
      return Idle.DATA;
    }
    masked = false;
    memory.storeRelease(RingLayout.INTERRUPT_MASK, 0);
    // SYNC: pairs with Fence.PUBLISHED in OutgoingRing.publish. Either we see the new write index, or the writer sees that we
    // want a signal.
    memory.fullFence(Fence.UNMASKED);
    if (reloadWrite()) {
      mask();
      return Idle.DATA;
    }
    return violation == null ? Idle.SLEEP : Idle.CORRUPT;
  }

  /** Whether the writer of this ring promised to use the pending send size; if not, a full ring has to be polled. */
  public boolean writerRequestsRoom() {
    return (memory.loadAcquire(RingLayout.FEATURE_BITS) & RingLayout.FEATURE_PENDING_SEND_SIZE) != 0;
  }

  /** What the peer did, or null as long as the ring is sound. */
  public @Nullable RingViolation violation() {
    return violation;
  }

  /** Packets polled since attaching. Exact for the reading thread, approximate for others. */
  public long packets() {
    return packets;
  }

  /** How often {@link #release} asked for a signal. */
  public long signals() {
    return signals;
  }

  /** How often a release announced an empty ring: each is one empty → non-empty transition to come. */
  public long timesDrained() {
    return timesDrained;
  }
}
