package org.paravane.host.engine.opencl;

import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Binaries of one program for each device of a context, one behind the other, each behind its length in 64 bits. */
final class DeviceBinary {
  private static final ValueLayout.OfLong U64 = JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private DeviceBinary() {
  }

  static MemorySegment join(List<MemorySegment> binaries) {
    long total = binaries.stream().mapToLong(binary -> 8 + binary.byteSize()).sum();
    MemorySegment joined = MemorySegment.ofArray(new byte[Math.toIntExact(total)]);
    long at = 0;
    for (MemorySegment binary : binaries) {
      joined.set(U64, at, binary.byteSize());
      MemorySegment.copy(binary, 0, joined, at + 8, binary.byteSize());
      at += 8 + binary.byteSize();
    }
    return joined;
  }

  /** The binaries; fewer than were put in if the lengths are wrong. */
  static List<MemorySegment> split(MemorySegment joined) {
    List<MemorySegment> found = new ArrayList<>();
    long at = 0;
    while (joined.byteSize() - at >= 8) {
      long bytes = joined.get(U64, at);
      if (bytes < 0 || bytes > joined.byteSize() - at - 8) {
        break;
      }
      found.add(joined.asSlice(at + 8, bytes));
      at += 8 + bytes;
    }
    return found;
  }
}
