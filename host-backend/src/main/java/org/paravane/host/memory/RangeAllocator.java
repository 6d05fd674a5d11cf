package org.paravane.host.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which numbers between two limits are free: first fit, O(log n + ranges looked at), neighbours merge. Knows nothing of
 * what the numbers stand for. Not thread-safe.
 */
final class RangeAllocator {
  /** What {@link #allocate} answers when there is no room. */
  static final long NONE = -1;

  /** A part of the space. */
  record Range(long start, long length) {
    long end() {
      return start + length;
    }
  }

  private final long start;
  private final long end;
  private final TreeMap<Long, Long> free = new TreeMap<>(); // start → end
  private long freeTotal;

  RangeAllocator(long start, long end) {
    if (start < 0 || end < start) {
      throw new IllegalArgumentException("bad range: start=" + start + ", end=" + end);
    }
    this.start = start;
    this.end = end;
    if (end > start) {
      free.put(start, end);
    }
    freeTotal = end - start;
  }

  long freeTotal() {
    return freeTotal;
  }

  int freeRanges() {
    return free.size();
  }

  /** The first free range that ends behind a number, cut off before it; null if there is none. */
  @Nullable
  Range freeFrom(long at) {
    Map.Entry<Long, Long> range = free.floorEntry(at);
    if (range == null || range.getValue() <= at) {
      range = free.ceilingEntry(at);
    }
    if (range == null) {
      return null;
    }
    long from = Math.max(at, range.getKey());
    return new Range(from, range.getValue() - from);
  }

  /** The end of what is taken: everything from here on is free. */
  long highWater() {
    Map.Entry<Long, Long> last = free.lastEntry();
    return last != null && last.getValue() == end ? last.getKey() : end;
  }

  /**
   * Takes the lowest aligned place that lies in [minimum, maximum).
   *
   * @param alignment a power of two
   * @return where, or {@link #NONE}
   */
  long allocate(long length, long alignment, long minimum, long maximum) {
    requirePositive(length);
    Long first = free.floorKey(minimum);
    for (Map.Entry<Long, Long> range : free.tailMap(first == null ? minimum : first, true).entrySet()) {
      long from = alignUp(Math.max(range.getKey(), minimum), alignment);
      if (from < 0 || from >= maximum) {
        break;
      }
      long to = Math.min(range.getValue(), maximum);
      if (to - from >= length) {
        take(range.getKey(), range.getValue(), from, from + length);
        return from;
      }
    }
    return NONE;
  }

  /** Takes exactly this range; false, and nothing changed, if part of it is not free. */
  boolean allocateAt(long at, long length) {
    requirePositive(length);
    Map.Entry<Long, Long> range = free.floorEntry(at);
    if (at < start || at > end - length || range == null || range.getValue() - at < length) {
      return false;
    }
    take(range.getKey(), range.getValue(), at, at + length);
    return true;
  }

  /** Takes this much in as many pieces as it needs, lowest first; empty, and nothing changed, if there is not enough. */
  List<Range> allocatePieces(long length) {
    requirePositive(length);
    List<Range> pieces = new ArrayList<>();
    if (length > freeTotal) {
      return pieces;
    }
    long whole = allocate(length, 1, start, end);
    if (whole != NONE) {
      pieces.add(new Range(whole, length));
      return pieces;
    }
    long missing = length;
    while (missing > 0) {
      Map.Entry<Long, Long> range = free.firstEntry();
      long taken = Math.min(missing, range.getValue() - range.getKey());
      pieces.add(new Range(range.getKey(), taken));
      take(range.getKey(), range.getValue(), range.getKey(), range.getKey() + taken);
      missing -= taken;
    }
    return pieces;
  }

  /** Gives a range back, all of which is taken. */
  void free(long at, long length) {
    requirePositive(length);
    long freedEnd = at + length;
    Map.Entry<Long, Long> before = free.floorEntry(at);
    Map.Entry<Long, Long> after = free.ceilingEntry(at);
    if (at < start || freedEnd > end || (before != null && before.getValue() > at)
        || (after != null && after.getKey() < freedEnd)) {
      throw new IllegalArgumentException("not taken: start=" + at + ", length=" + length);
    }
    long from = at;
    if (before != null && before.getValue() == at) {
      from = before.getKey();
    }
    long to = freedEnd;
    if (after != null && after.getKey() == freedEnd) {
      to = after.getValue();
      free.remove(after.getKey());
    }
    free.put(from, to);
    freeTotal += length;
  }

  private void take(long rangeStart, long rangeEnd, long from, long to) {
    if (from > rangeStart) {
      free.put(rangeStart, from);
    } else {
      free.remove(rangeStart);
    }
    if (to < rangeEnd) {
      free.put(to, rangeEnd);
    }
    freeTotal -= to - from;
  }

  private static long alignUp(long value, long alignment) {
    return (value + alignment - 1) & -alignment;
  }

  private static void requirePositive(long length) {
    if (length <= 0) {
      throw new IllegalArgumentException("length=" + length);
    }
  }
}
