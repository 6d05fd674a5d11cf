package org.paravane.vmbus.ring;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;

/**
 * The memory of one ring: every access that a ring makes, with its access mode, goes through here. That the rings can be run over
 * memory that a hostile peer changes between two loads, or over a store buffer, is what this seam is for.
 */
public interface RingMemory {

  /** The four places where a store has to be visible before a load (section 12, rows 3, 6, 7 and 8). */
  enum Fence {
    /** Writer: store writeIndex → load interruptMask, readIndex. */
    PUBLISHED,
    /** Reader: store readIndex → load pendingSendSize, writeIndex. */
    RELEASED,
    /** Reader: store interruptMask 0 → load writeIndex. */
    UNMASKED,
    /** Writer: store pendingSendSize → load readIndex. */
    ROOM_REQUESTED
  }

  RingSize size();

  /** Loads a word of the control page; later loads stay behind it. */
  int loadAcquire(int field);

  /** Stores a word of the control page; earlier accesses stay before it. */
  void storeRelease(int field, int value);

  /** Orders all earlier stores before all later loads. */
  default void fullFence(Fence point) {
    VarHandle.fullFence();
  }

  /** Loads 8 bytes of the data area, once. */
  long loadUnit(int index);

  /** Stores 8 bytes of the data area. */
  void storeUnit(int index, long value);

  /** Copies out of the data area; continues at offset 0 at its end. Reads each byte once. */
  void read(int index, MemorySegment to, long toOffset, int bytes);

  /** Copies into the data area; continues at offset 0 at its end. */
  void write(MemorySegment from, long fromOffset, int index, int bytes);

  /** A ring in one piece of memory, control page first. */
  static RingMemory of(MemorySegment ring) {
    return new SegmentMemory(ring);
  }

  /** Makes the control page that of an empty ring: zero but for the feature bits (section 13). For whoever allocates the ring. */
  static void format(MemorySegment ring) {
    MemorySegment control = ring.asSlice(0, RingLayout.PAGE);
    control.fill((byte) 0);
    of(ring).storeRelease(RingLayout.FEATURE_BITS, RingLayout.FEATURE_PENDING_SEND_SIZE);
  }
}
