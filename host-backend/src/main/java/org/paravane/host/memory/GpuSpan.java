package org.paravane.host.memory;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A range of GPU addresses as the host sees it: pieces of memory, usually one. Made by {@link MemoryAccess#resolve} and
 * reused from packet to packet. Offsets are bytes from the beginning of the range.
 */
public final class GpuSpan {
  /** More pieces than this are refused, so that no guest can make look-ups expensive. */
  static final int MAX_PIECES = 65_536;

  private static final ValueLayout.OfFloat FLOAT = JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private MemorySegment[] segments = new MemorySegment[4];
  private long[] offsets = new long[4];
  private long[] ends = new long[4];
  private int pieces;
  private int lastPiece;
  private long faultAddress;
  private String faultCause = "";

  /** Length of the range in bytes. */
  public long sizeBytes() {
    return pieces == 0 ? 0 : ends[pieces - 1];
  }

  /** How many pieces of memory it consists of. */
  public int pieces() {
    return pieces;
  }

  /** After a failed look-up: the first address that is at fault. */
  public long faultAddress() {
    return faultAddress;
  }

  /** After a failed look-up: what is wrong there, e.g. {@code not mapped}. */
  public String faultCause() {
    return faultCause;
  }

  /** The memory at an offset; valid for {@link #contiguousBytes} from {@link #offsetInSegment}. */
  public MemorySegment segment(long offset) {
    return segments[piece(offset)];
  }

  /** Where in {@link #segment} an offset is. */
  public long offsetInSegment(long offset) {
    int piece = piece(offset);
    return offsets[piece] + (offset - start(piece));
  }

  /** How many bytes follow an offset in the same piece. */
  public long contiguousBytes(long offset) {
    return ends[piece(offset)] - offset;
  }

  /** Copies out of the range. */
  public void read(long offset, MemorySegment to, long toOffset, long bytes) {
    for (long done = 0; done < bytes;) {
      long part = Math.min(bytes - done, contiguousBytes(offset + done));
      MemorySegment.copy(segment(offset + done), offsetInSegment(offset + done), to, toOffset + done, part);
      done += part;
    }
  }

  /** Copies into the range. */
  public void write(long offset, MemorySegment from, long fromOffset, long bytes) {
    for (long done = 0; done < bytes;) {
      long part = Math.min(bytes - done, contiguousBytes(offset + done));
      MemorySegment.copy(from, fromOffset + done, segment(offset + done), offsetInSegment(offset + done), part);
      done += part;
    }
  }

  /** Copies little-endian floats out of the range, beginning at an offset that is a multiple of 4 from a piece's beginning. */
  public void readFloats(long offset, float[] to, int toIndex, int count) {
    for (int done = 0; done < count;) {
      long at = offset + 4L * done;
      int part = (int) Math.min(count - done, contiguousBytes(at) >> 2);
      MemorySegment.copy(segment(at), FLOAT, offsetInSegment(at), to, toIndex + done, part);
      done += part;
    }
  }

  /** Copies little-endian floats into the range. */
  public void writeFloats(long offset, float[] from, int fromIndex, int count) {
    for (int done = 0; done < count;) {
      long at = offset + 4L * done;
      int part = (int) Math.min(count - done, contiguousBytes(at) >> 2);
      MemorySegment.copy(from, fromIndex + done, segment(at), FLOAT, offsetInSegment(at), part);
      done += part;
    }
  }

  /** Makes it empty. */
  public void clear() {
    pieces = 0;
    lastPiece = 0;
    faultAddress = 0;
    faultCause = "";
  }

  boolean fail(long address, String cause) {
    pieces = 0;
    faultAddress = address;
    faultCause = cause;
    return false;
  }

  boolean addZeros(MemorySegment zeros, long bytes) {
    for (long left = bytes; left > 0; left -= zeros.byteSize()) {
      if (!add(zeros, 0, Math.min(left, zeros.byteSize()))) {
        return false;
      }
    }
    return true;
  }

  boolean add(MemorySegment segment, long offset, long bytes) {
    long begin = sizeBytes();
    if (pieces > 0 && segments[pieces - 1].equals(segment)
        && offsets[pieces - 1] + (begin - start(pieces - 1)) == offset) {
      ends[pieces - 1] += bytes;
      return true;
    }
    if (pieces == MAX_PIECES) {
      return false;
    }
    if (pieces == segments.length) {
      segments = Arrays.copyOf(segments, 2 * pieces);
      offsets = Arrays.copyOf(offsets, 2 * pieces);
      ends = Arrays.copyOf(ends, 2 * pieces);
    }
    segments[pieces] = segment;
    offsets[pieces] = offset;
    ends[pieces] = begin + bytes;
    pieces++;
    return true;
  }

  private long start(int piece) {
    return piece == 0 ? 0 : ends[piece - 1];
  }

  private int piece(long offset) {
    int guess = lastPiece;
    if (guess < pieces && offset >= start(guess) && offset < ends[guess]) {
      return guess;
    }
    if (offset < 0 || offset >= sizeBytes()) {
      throw new IndexOutOfBoundsException("offset=" + offset + ", size=" + sizeBytes());
    }
    int found = Arrays.binarySearch(ends, 0, pieces, offset);
    lastPiece = found >= 0 ? found + 1 : -found - 1;
    return lastPiece;
  }
}
