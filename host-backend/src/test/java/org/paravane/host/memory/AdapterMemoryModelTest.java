package org.paravane.host.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.paravane.host.Results.ok;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.paravane.abi.Result;
import org.paravane.host.ArenaStore;

/** Budgets against plain sums, over random histories. */
class AdapterMemoryModelTest {
  private static final long PAGE = 4096;
  private static final int LOCAL_PAGES = 64;

  private static final class Guest {
    final PartitionMemory partition;
    final int localPages;
    final int nonLocalPages;
    final List<ProcessMemory> processes = new ArrayList<>();
    final List<Allocation> live = new ArrayList<>();

    Guest(AdapterMemory memory, Random random, int number) {
      localPages = 8 + random.nextInt(56);
      nonLocalPages = 8 + random.nextInt(56);
      partition = memory.openPartition("g" + number, new MemoryBudget(localPages * PAGE, nonLocalPages * PAGE));
    }

    long pages(SegmentGroup group) {
      return live.stream().filter(a -> a.group() == group).mapToLong(a -> a.sizeBytes() / PAGE).sum();
    }
  }

  @Test
  void sumsAreRightAfterEachOfManyOperations() {
    long seed = System.nanoTime();
    System.out.println("AdapterMemoryModelTest seed " + seed);
    for (int round = 0; round < 5; round++) {
      history(new Random(seed + round));
    }
  }

  private static void history(Random random) {
    AdapterMemory memory = new AdapterMemory(new ArenaStore(LOCAL_PAGES * PAGE), 100 * PAGE);
    List<Guest> guests = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      guests.add(new Guest(memory, random, i));
    }
    for (int step = 0; step < 600; step++) {
      Guest guest = guests.get(random.nextInt(guests.size()));
      switch (random.nextInt(8)) {
        case 0 -> open(guest, step);
        case 1, 2, 3, 4 -> allocate(guest, guests, random);
        case 5, 6 -> free(guest, random);
        default -> close(guest, random);
      }
      assertThat(memory.violations()).isEmpty();
      for (SegmentGroup group : SegmentGroup.values()) {
        assertThat(memory.figures(group).usage())
            .isEqualTo(PAGE * guests.stream().mapToLong(g -> g.pages(group)).sum());
        assertThat(guest.partition.figures(group).usage()).isEqualTo(PAGE * guest.pages(group));
      }
    }
    guests.forEach(guest -> {
      guest.processes.forEach(process -> process.close(() -> {
      }));
      guest.partition.close();
    });
    assertThat(memory.figures(SegmentGroup.LOCAL).usage()).isZero();
    assertThat(memory.figures(SegmentGroup.NON_LOCAL).usage()).isZero();
    assertThat(memory.violations()).isEmpty();
  }

  private static void open(Guest guest, int step) {
    String name = guest.partition.name() + "/p" + step;
    ProcessMemory process = guest.partition.openProcess(name, new GpuAddressSpace(name, 0x10000, 1L << 40, 1000));
    ok(process.attachAperture(new ArenaStore(256 * PAGE)));
    guest.processes.add(process);
  }

  private static void allocate(Guest guest, List<Guest> guests, Random random) {
    if (guest.processes.isEmpty()) {
      return;
    }
    ProcessMemory process = guest.processes.get(random.nextInt(guest.processes.size()));
    int pages = 1 + random.nextInt(20);
    AllocationRequest.Placement placement = List.of(AllocationRequest.Placement.values()).get(random.nextInt(3));
    boolean local = placement == AllocationRequest.Placement.LOCAL;
    SegmentGroup group = local ? SegmentGroup.LOCAL : SegmentGroup.NON_LOCAL;
    long usedByAll = guests.stream().mapToLong(g -> g.pages(group)).sum();
    boolean fits = guest.pages(group) + pages <= (local ? guest.localPages : guest.nonLocalPages)
        && usedByAll + pages <= (local ? LOCAL_PAGES : 100);
    Result<Allocation> result = process.allocate(new AllocationRequest(pages * PAGE, 0, placement, false));
    assertThat(result instanceof Result.Ok<Allocation>).isEqualTo(fits);
    if (result instanceof Result.Ok<Allocation>(Allocation allocation)) {
      guest.live.add(allocation);
      if (placement != AllocationRequest.Placement.EXISTING) {
        ok(process.addressSpace().map(MapRequest.of(allocation)));
      }
    }
  }

  private static void free(Guest guest, Random random) {
    if (!guest.live.isEmpty()) {
      Allocation allocation = guest.live.remove(random.nextInt(guest.live.size()));
      ok(allocation.owner().free(allocation));
    }
  }

  private static void close(Guest guest, Random random) {
    if (!guest.processes.isEmpty()) {
      ProcessMemory process = guest.processes.remove(random.nextInt(guest.processes.size()));
      guest.live.removeIf(allocation -> allocation.owner().equals(process));
      process.close(() -> {
      });
    }
  }
}
