package org.paravane.vmbus.ring;

import java.lang.foreign.MemorySegment;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.paravane.vmbus.ring.RingMemory.Fence;
import org.paravane.vmbus.ring.RingViolation.Rule;

/**
 * The writing side of a ring; one thread at a time. Packets are written behind a private index, become visible together by
 * {@link #publish}, and never wait: a full ring is an answer, and so is "signal the reader". The private indices are never
 * loaded from shared memory again. No call allocates, but for packets with ranges.
 */
public final class OutgoingRing {

  /** What became of a packet. */
  public enum Write {
    /** It is in the ring and becomes visible with the next {@link OutgoingRing#publish}. */
    WRITTEN,
    /** No room for it now; see {@link OutgoingRing#requestRoom}. */
    FULL,
    /** It can never be written: longer than this ring or than any packet. */
    TOO_LONG,
    /** The peer broke the ring; see {@link OutgoingRing#violation}. */
    CORRUPT
  }

  /** Whether a writer that needs room has to wait. */
  public enum Room {
    AVAILABLE,
    /** Not yet; the reader signals when there is. */
    WAIT, CORRUPT
  }

  private final RingMemory memory;
  private final RingSize size;
  private int next;
  private int published;
  private int cachedRead;
  private boolean roomRequested;
  private @Nullable RingViolation violation;
  private MemorySegment header = MemorySegment.ofArray(new long[8]);

  private long packets;
  private long signals;
  private long timesFull;
  private long roomRequests;

  private OutgoingRing(RingMemory memory, int write, int read) {
    this.memory = memory;
    size = memory.size();
    next = write;
    published = write;
    cachedRead = read;
  }

  /**
   * Takes the writing side of a ring that may be in use already: the indices stay as they are, feature bits and pending send
   * size become ours (section 13).
   *
   * @throws RingViolationException if one of the indices is none
   */
  public static OutgoingRing attach(RingMemory memory) throws RingViolationException {
    int write = RingIndexes.attach(memory, RingLayout.WRITE_INDEX, Rule.WRITE_INDEX);
    int read = RingIndexes.attach(memory, RingLayout.READ_INDEX, Rule.READ_INDEX);
    memory.storeRelease(RingLayout.FEATURE_BITS, RingLayout.FEATURE_PENDING_SEND_SIZE);
    memory.storeRelease(RingLayout.PENDING_SEND_SIZE, 0);
    return new OutgoingRing(memory, write, read);
  }

  public RingSize size() {
    return size;
  }

  /** Writes an in-band packet whose payload are {@code bytes} of {@code payload} from {@code offset} on. */
  public Write inBand(long transactionId, boolean completionRequested, MemorySegment payload, long offset,
      int bytes) {
    return put(PacketType.IN_BAND, completionRequested, transactionId, null, payload, offset, bytes);
  }

  /** Writes the completion of a packet that asked for one. */
  public Write completion(long transactionId, MemorySegment payload, long offset, int bytes) {
    return put(PacketType.COMPLETION, false, transactionId, null, payload, offset, bytes);
  }

  /** Writes a packet with ranges: GPA-direct or transfer pages. */
  public Write withRanges(RangeHeader ranges, long transactionId, boolean completionRequested, MemorySegment payload,
      long offset, int bytes) {
    return put(ranges.type(), completionRequested, transactionId, ranges, payload, offset, bytes);
  }

  private Write put(PacketType type, boolean completionRequested, long transactionId, @Nullable RangeHeader ranges,
      MemorySegment payload, long offset, int bytes) {
    Objects.checkFromIndexSize(offset, bytes, payload.byteSize());
    long dataOffset = RingLayout.DESCRIPTOR + (ranges == null ? 0 : ranges.bytes());
    long length = dataOffset + RingLayout.roundUp8(bytes);
    long total = length + RingLayout.TRAILER;
    if (total > size.maxSend() || length > (long) RingLayout.MAX_UNITS * RingLayout.UNIT) {
      return Write.TOO_LONG;
    }
    if (!hasRoom((int) total)) {
      return refused();
    }
    int start = next;
    int flags = completionRequested ? RingLayout.FLAG_COMPLETION_REQUESTED : 0;
    memory.storeUnit(start, RingLayout.descriptor(type.value(), (int) (dataOffset >> 3), (int) (length >> 3), flags));
    memory.storeUnit(size.advance(start, RingLayout.UNIT), transactionId);
    if (ranges != null) {
      encode(ranges, size.advance(start, RingLayout.DESCRIPTOR));
    }
    if ((bytes & RingLayout.UNIT - 1) != 0) {
      // The last unit is zeroed first, so that pad bytes never show what was in the ring before.
      memory.storeUnit(size.advance(start, (int) length - RingLayout.UNIT), 0);
    }
    if (bytes > 0) {
      memory.write(payload, offset, size.advance(start, (int) dataOffset), bytes);
    }
    memory.storeUnit(size.advance(start, (int) length), RingLayout.trailer(start));
    next = size.advance(start, (int) total);
    packets++;
    return Write.WRITTEN;
  }

  private Write refused() {
    if (violation != null) {
      return Write.CORRUPT;
    }
    timesFull++;
    return Write.FULL;
  }

  private void encode(RangeHeader ranges, int index) {
    int bytes = (int) ranges.bytes();
    if (bytes > header.byteSize()) {
      header = MemorySegment.ofArray(new long[bytes / RingLayout.UNIT]);
    }
    ranges.encode(header);
    memory.write(header, 0, index, bytes);
  }

  /**
   * Whether {@code totalBytes} (trailer included) fit behind what was written. Asks the shared read index only if the private
   * one is not enough.
   */
  public boolean hasRoom(int totalBytes) {
    if (violation != null) {
      return false;
    }
    if (size.free(next, cachedRead) >= totalBytes) {
      return true;
    }
    return reloadRead() && size.free(next, cachedRead) >= totalBytes;
  }

  /** SYNC: acquire pairs with the release store in {@link IncomingRing#release}: the reader is done with the freed bytes. */
  private boolean reloadRead() {
    return acceptRead(memory.loadAcquire(RingLayout.READ_INDEX));
  }

  private boolean acceptRead(int word) {
    if (!size.isIndex(word)) {
      violation = RingIndexes.violation(Rule.READ_INDEX, word, size);
      return false;
    }
    cachedRead = word;
    return true;
  }

  /**
   * Makes everything written so far visible, at once.
   *
   * @return whether the reader has to be signalled: the ring was empty as far as it has announced (section 8.1)
   */
  public boolean publish() {
    if (next == published || violation != null) {
      return false;
    }
    int before = published;
    // SYNC: release pairs with the acquire load in IncomingRing.reloadWrite: the packets are there before the index says so.
    memory.storeRelease(RingLayout.WRITE_INDEX, next);
    published = next;
    // SYNC: pairs with Fence.UNMASKED in IncomingRing.goIdle. Either the reader sees this write index before it sleeps, or we
    // see its mask cleared; without both fences each side may see the other's old value, and nobody signals.
    memory.fullFence(Fence.PUBLISHED);
    int mask = memory.loadAcquire(RingLayout.INTERRUPT_MASK);
    if (mask != 0) {
      return false;
    }
    // After the mask: a reader clears the mask after it has announced what it has read.
    if (!reloadRead() || !SignalRules.afterPublish(mask, before, cachedRead)) {
      return false;
    }
    signals++;
    return true;
  }

  /** Forgets what was written since the last {@link #publish}. */
  public void rollback() {
    next = published;
  }

  /**
   * A writer that found the ring full announces what it waits for (section 8.4). {@link Room#WAIT} means: sleep until the reader
   * signals, then try again; {@link #cancelRoom} before writing or when giving up.
   *
   * <p>It asks for a quarter of the ring at least, so that the reader does not wake it for every single packet.
   *
   * @param totalBytes bytes of the packet with its trailer, at most {@link RingSize#maxReceive}; that much means "all was read"
   */
  public Room requestRoom(int totalBytes) {
    requirePublished("requestRoom");
    int needed = (int) RingLayout.roundUp8(totalBytes);
    if (needed <= 0 || needed > size.maxReceive()) {
      throw new IllegalArgumentException("no such room: bytes=%d, ring=%d".formatted(totalBytes, size.dataBytes()));
    }
    if (violation != null) {
      return Room.CORRUPT;
    }
    int wanted = Math.max(needed, size.maxReceive() / 4 & -RingLayout.UNIT);
    memory.storeRelease(RingLayout.PENDING_SEND_SIZE, wanted);
    roomRequested = true;
    roomRequests++;
    // SYNC: pairs with Fence.RELEASED in IncomingRing.release. Either we see the read index that makes room, or the reader sees
    // that we wait for it.
    memory.fullFence(Fence.ROOM_REQUESTED);
    if (!reloadRead()) {
      return Room.CORRUPT;
    }
    if (size.free(next, cachedRead) < needed) {
      return Room.WAIT;
    }
    cancelRoom();
    return Room.AVAILABLE;
  }

  /** Takes back what {@link #requestRoom} announced, so that the reader sends no useless signal. */
  public void cancelRoom() {
    if (roomRequested) {
      roomRequested = false;
      memory.storeRelease(RingLayout.PENDING_SEND_SIZE, 0);
    }
  }

  private void requirePublished(String call) {
    if (next != published) {
      throw new IllegalStateException(call + " with unpublished packets: the reader could not make room for them");
    }
  }

  /** What the peer did, or null as long as the ring is sound. */
  public @Nullable RingViolation violation() {
    return violation;
  }

  /** Packets written (rolled back ones included), since attaching. Exact for the writing thread, approximate for others. */
  public long packets() {
    return packets;
  }

  /** How often {@link #publish} asked for a signal. */
  public long signals() {
    return signals;
  }

  /** How often a packet found no room. */
  public long timesFull() {
    return timesFull;
  }

  /** How often {@link #requestRoom} announced that the writer waits. */
  public long roomRequests() {
    return roomRequests;
  }
}
