package org.paravane.guest.dxg.host;

import java.util.BitSet;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;

/** The connection's I/O window: guest physical addresses that are cut into equal slices, one for each dxg process. */
public final class IoWindow {

  /** A part of the window. */
  public record Slice(int index, long gpa, long bytes) {
  }

  private final long gpa;
  private final long sliceBytes;
  private final int slices;
  private final BitSet taken = new BitSet();
  private int next;

  /** A window of whole slices from an address. */
  public IoWindow(long gpa, long sliceBytes, int slices) {
    this.gpa = gpa;
    this.sliceBytes = sliceBytes;
    this.slices = slices;
  }

  /** First guest physical address. */
  public long gpa() {
    return gpa;
  }

  /** Length in bytes. */
  public long bytes() {
    return sliceBytes * slices;
  }

  /** Takes a slice: the next free one after the last taken, so that an address is not used again at once. ENOMEM when all are taken. */
  public synchronized Result<Slice> take() {
    int index = taken.nextClearBit(next);
    if (index >= slices) {
      index = taken.nextClearBit(0);
    }
    if (index >= slices) {
      return Result.failed(Errno.ENOMEM, "i/o window is full: slices=" + slices);
    }
    taken.set(index);
    next = index + 1;
    return Result.ok(new Slice(index, gpa + index * sliceBytes, sliceBytes));
  }

  /** Gives a slice back. */
  public synchronized void giveBack(Slice slice) {
    taken.clear(slice.index());
  }

  /** Slices in use. */
  public synchronized int inUse() {
    return taken.cardinality();
  }

  @Override
  public String toString() {
    return "0x%x+0x%x, slices=%d".formatted(gpa, bytes(), slices);
  }
}
