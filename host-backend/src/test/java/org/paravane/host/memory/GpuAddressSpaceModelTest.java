package org.paravane.host.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.paravane.host.Results.ok;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.paravane.abi.Result;
import org.paravane.host.ArenaStore;

/** The address space against an array with one entry per page. */
class GpuAddressSpaceModelTest {
  private static final int PAGE = 4096;
  private static final int PAGES = 128;
  private static final long LOWEST = 0x10000;

  /** What a page does: nothing, zeros, or memory at a store offset. */
  private record Page(int reservation, boolean zero, long storeOffset, boolean writable) {
  }

  private final @Nullable Page[] model = new Page[PAGES];
  private final GpuAddressSpace space = new GpuAddressSpace("model", LOWEST, LOWEST + PAGES * PAGE, 10_000);
  private final ArenaStore store = new ArenaStore(64 * PAGE);
  private final ProcessMemory process = new AdapterMemory(store, 1 << 20)
      .openPartition("g", new MemoryBudget(1 << 30, 0))
      .openProcess("model", space);
  private final List<Allocation> allocations = new ArrayList<>();
  private int reservations;

  @Test
  void agreesOverRandomOperations() {
    long seed = System.nanoTime();
    System.out.println("GpuAddressSpaceModelTest seed " + seed);
    Random random = new Random(seed);
    for (int i = 0; i < 6; i++) {
      allocations.add(ok(process.allocate(AllocationRequest.local((1 + random.nextInt(8)) * (long) PAGE))));
    }
    for (int step = 0; step < 5_000; step++) {
      switch (random.nextInt(6)) {
        case 0 -> reserve(random);
        case 1, 2, 3 -> map(random);
        case 4 -> unmap(random);
        default -> free(random);
      }
      if (step % 20 == 0) {
        compare();
      }
    }
    for (Allocation allocation : allocations) {
      space.unmapAll(allocation);
    }
    for (int page = 0; page < PAGES; page++) {
      Page old = model[page];
      if (old != null && old.storeOffset() >= 0) {
        model[page] = background(old.reservation());
      }
    }
    compare();
  }

  private void reserve(Random random) {
    int first = random.nextInt(PAGES);
    int count = 1 + random.nextInt(12);
    boolean fits = first + count <= PAGES && free(first, count);
    ReservationKind kind = random.nextBoolean() ? ReservationKind.ZERO : ReservationKind.NO_ACCESS;
    Result<Long> result = space.reserve(AddressRequest.at(address(first), (long) count * PAGE), kind);
    assertThat(result instanceof Result.Ok<Long>).isEqualTo(fits);
    if (fits) {
      newReservation(first, count, kind == ReservationKind.ZERO);
    }
  }

  private void map(Random random) {
    Allocation allocation = allocations.get(random.nextInt(allocations.size()));
    int total = (int) (allocation.sizeBytes() / PAGE);
    int offset = random.nextInt(total);
    int count = 1 + random.nextInt(total - offset);
    int first = random.nextInt(PAGES);
    boolean writable = random.nextBoolean();
    boolean inside = first + count <= PAGES && oneReservation(first, count);
    boolean open = first + count <= PAGES && free(first, count);
    Result<Long> result = space.map(new MapRequest(AddressRequest.at(address(first), (long) count * PAGE), allocation,
        (long) offset * PAGE, writable ? GpuProtection.READ_WRITE : GpuProtection.READ_ONLY));
    assertThat(result instanceof Result.Ok<Long>).isEqualTo(inside || open);
    if (open) {
      newReservation(first, count, false);
    }
    if (inside || open) {
      long start = allocation.runs().getFirst().offset() + (long) offset * PAGE;
      for (int i = 0; i < count; i++) {
        model[first + i] = new Page(reservation(first + i), false, start + (long) i * PAGE, writable);
      }
    }
  }

  private void unmap(Random random) {
    int first = random.nextInt(PAGES);
    int count = 1 + random.nextInt(6);
    boolean inside = first + count <= PAGES && oneReservation(first, count);
    Result<Long> result = space.unmap(address(first), (long) count * PAGE);
    assertThat(result instanceof Result.Ok<Long>).isEqualTo(inside);
    for (int i = first; inside && i < first + count; i++) {
      model[i] = background(reservation(i));
    }
  }

  private void free(Random random) {
    int page = random.nextInt(PAGES);
    int id = reservation(page);
    if (id == 0) {
      return;
    }
    int first = page;
    while (first > 0 && reservation(first - 1) == id) {
      first--;
    }
    int count = 0;
    while (first + count < PAGES && reservation(first + count) == id) {
      count++;
    }
    ok(space.free(address(first), (long) count * PAGE));
    for (int i = first; i < first + count; i++) {
      model[i] = null;
    }
  }

  private void compare() {
    MemoryAccess access = space.newAccess();
    GpuSpan span = new GpuSpan();
    access.begin();
    for (int i = 0; i < PAGES; i++) {
      Page page = model[i] == null ? new Page(0, false, -1, false) : model[i];
      boolean readable = page.zero() || page.storeOffset() >= 0;
      assertThat(access.resolve(address(i) + 8, PAGE - 8, GpuAccess.READ, span)).as("page %d", i).isEqualTo(readable);
      if (readable && !page.zero()) {
        assertThat(span.offsetInSegment(0)).as("page %d", i).isEqualTo(page.storeOffset() + 8);
      }
      assertThat(access.resolve(address(i), PAGE, GpuAccess.WRITE, span)).as("page %d", i)
          .isEqualTo(readable && page.writable());
    }
    access.end();
  }

  // Reservations that are zero have odd numbers.
  private void newReservation(int first, int count, boolean zero) {
    reservations += 2;
    int id = zero ? reservations + 1 : reservations;
    for (int i = first; i < first + count; i++) {
      model[i] = background(id);
    }
  }

  private static Page background(int reservation) {
    return new Page(reservation, reservation % 2 == 1, -1, false);
  }

  private int reservation(int page) {
    Page at = model[page];
    return at == null ? 0 : at.reservation();
  }

  private boolean oneReservation(int first, int count) {
    for (int i = first; i < first + count; i++) {
      if (reservation(i) == 0 || reservation(i) != reservation(first)) {
        return false;
      }
    }
    return true;
  }

  private boolean free(int first, int count) {
    for (int i = first; i < first + count; i++) {
      if (model[i] != null) {
        return false;
      }
    }
    return true;
  }

  private static long address(int page) {
    return LOWEST + (long) page * PAGE;
  }
}
