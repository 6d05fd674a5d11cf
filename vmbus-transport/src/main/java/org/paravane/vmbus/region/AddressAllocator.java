package org.paravane.vmbus.region;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Hands out ranges of addresses, first fit, and joins what comes back. One thread at a time. */
final class AddressAllocator {
  private final long alignment;
  /** Free ranges: start to length, never two that touch. */
  private final TreeMap<Long, Long> free = new TreeMap<>();
  private final TreeMap<Long, Long> taken = new TreeMap<>();

  /** @param alignment of starts and lengths, a power of two */
  AddressAllocator(long start, long bytes, long alignment) {
    this.alignment = alignment;
    free.put(start, bytes);
  }

  /** A range of at least so many bytes, or nothing where there is none. */
  OptionalLong take(long bytes) {
    long length = (bytes + alignment - 1) & -alignment;
    Optional<Map.Entry<Long, Long>> found = free.entrySet().stream().filter(range -> range.getValue() >= length)
        .findFirst();
    if (bytes <= 0 || length <= 0 || found.isEmpty()) {
      return OptionalLong.empty();
    }
    long start = found.get().getKey();
    long left = found.get().getValue() - length;
    free.remove(start);
    if (left > 0) {
      free.put(start + length, left);
    }
    taken.put(start, length);
    return OptionalLong.of(start);
  }

  /** Gives a range back; false where none starts there. */
  boolean giveBack(long start) {
    @Nullable
    Long length = taken.remove(start);
    if (length == null) {
      return false;
    }
    long from = start;
    long bytes = length;
    Map.@Nullable Entry<Long, Long> before = free.lowerEntry(start);
    if (before != null && before.getKey() + before.getValue() == start) {
      free.remove(before.getKey());
      from = before.getKey();
      bytes += before.getValue();
    }
    @Nullable
    Long after = free.remove(start + length);
    free.put(from, after == null ? bytes : bytes + after);
    return true;
  }

  /** True where the range lies within one that was taken. */
  boolean covers(long start, long bytes) {
    Map.@Nullable Entry<Long, Long> entry = taken.floorEntry(start);
    return entry != null && bytes > 0 && start - entry.getKey() <= entry.getValue() - bytes;
  }

  /** Ranges taken and not given back. */
  int count() {
    return taken.size();
  }
}
