package org.paravane.runtime.fake;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The aperture that can be mapped, memory that cannot, and GPU virtual addresses. */
final class FakeMemory {
  static final long PAGE = 4096;
  private static final long FIRST_ADDRESS = 0x10_0000;
  private static final long APERTURE_BYTES = 16L << 20;

  private final MemorySegment aperture = Arena.ofAuto().allocate(APERTURE_BYTES, PAGE);
  private final TreeMap<Long, MemorySegment> mapped = new TreeMap<>();
  private final AtomicInteger mappings = new AtomicInteger();
  private long nextOffset = PAGE;
  private long nextAddress = FIRST_ADDRESS;

  /** A range of the aperture; its pages are used once. */
  synchronized long place(long bytes) {
    long offset = nextOffset;
    nextOffset += Math.ceilDiv(bytes, PAGE) * PAGE;
    if (nextOffset > APERTURE_BYTES) {
      throw new IllegalStateException("fake aperture is used up");
    }
    return offset;
  }

  MemorySegment at(long offset, long bytes) {
    return aperture.asSlice(offset, bytes);
  }

  static MemorySegment local(long bytes) {
    return Arena.ofAuto().allocate(bytes, PAGE);
  }

  MemorySegment map(long offset, long bytes, Arena arena) {
    mappings.incrementAndGet();
    return at(offset, bytes).reinterpret(arena, segment -> mappings.decrementAndGet());
  }

  int mappings() {
    return mappings.get();
  }

  synchronized long mapAddress(MemorySegment memory) {
    long address = nextAddress;
    nextAddress += Math.ceilDiv(memory.byteSize(), PAGE) * PAGE + PAGE;
    mapped.put(address, memory);
    return address;
  }

  synchronized boolean freeAddress(long address, long bytes) {
    MemorySegment memory = mapped.get(address);
    return memory != null && memory.byteSize() == bytes && mapped.remove(address) != null;
  }

  synchronized int addresses() {
    return mapped.size();
  }

  /** The memory at an address, null where nothing is mapped. */
  synchronized @Nullable MemorySegment resolve(long address, long bytes) {
    Map.Entry<Long, MemorySegment> entry = mapped.floorEntry(address);
    if (entry == null) {
      return null;
    }
    long offset = address - entry.getKey();
    return bytes >= 0 && offset <= entry.getValue().byteSize() - bytes ? entry.getValue().asSlice(offset, bytes) : null;
  }
}
