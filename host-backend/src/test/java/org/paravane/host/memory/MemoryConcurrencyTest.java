package org.paravane.host.memory;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.paravane.host.Results.ok;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.paravane.abi.Result;
import org.paravane.host.ArenaStore;

/** Several connections and engines at once. */
@Timeout(30)
class MemoryConcurrencyTest {
  private static final long PAGE = 4096;

  private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();

  private Thread start(Runnable work) {
    return Thread.ofPlatform().start(() -> {
      try {
        work.run();
      } catch (RuntimeException | Error e) {
        failures.add(e);
      }
    });
  }

  private void joinAll(List<Thread> threads) throws InterruptedException {
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(failures).isEmpty();
  }

  @Test
  void partitionsThatAllocateAtOnceNeverShareAPageNorMiscount() throws InterruptedException {
    long seed = System.nanoTime();
    System.out.println("MemoryConcurrencyTest seed " + seed);
    ArenaStore local = new ArenaStore(256 * PAGE);
    AdapterMemory memory = new AdapterMemory(local, 0);
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      int number = t + 1;
      ProcessMemory process = memory.openPartition("g" + t, new MemoryBudget(128 * PAGE, 0)).openProcess("p" + t,
          new GpuAddressSpace("p" + t, 0x10000, 1L << 40, 1000));
      threads.add(start(() -> allocateAndCheck(local, process, number, new Random(seed + number))));
    }
    joinAll(threads);
    assertThat(memory.violations()).isEmpty();
    assertThat(memory.figures(SegmentGroup.LOCAL).usage()).isZero();
  }

  /** Signs every page that it gets, and finds its signature still there before it gives the page back. */
  private static void allocateAndCheck(ArenaStore local, ProcessMemory process, int number, Random random) {
    List<Allocation> mine = new ArrayList<>();
    for (int i = 0; i < 3_000; i++) {
      if (random.nextBoolean() && process.allocate(
          AllocationRequest.local((1 + random.nextInt(16)) * PAGE)) instanceof Result.Ok<Allocation>(Allocation got)) {
        for (MemoryRun run : got.runs()) {
          for (long at = run.offset(); at < run.offset() + run.bytes(); at += PAGE) {
            assertThat(local.hostView().get(JAVA_LONG, at)).as("fresh memory").isZero();
            local.hostView().set(JAVA_LONG, at, number);
          }
        }
        mine.add(got);
      } else if (!mine.isEmpty()) {
        release(local, process, number, mine.remove(random.nextInt(mine.size())));
      }
    }
    mine.forEach(allocation -> release(local, process, number, allocation));
  }

  private static void release(ArenaStore local, ProcessMemory process, int number, Allocation allocation) {
    for (MemoryRun run : allocation.runs()) {
      for (long at = run.offset(); at < run.offset() + run.bytes(); at += PAGE) {
        assertThat(local.hostView().get(JAVA_LONG, at)).as("own memory").isEqualTo(number);
      }
    }
    ok(process.free(allocation));
  }

  @Test
  void aReaderAlwaysSeesOneStateOrTheOtherNeverAHole() throws InterruptedException {
    GpuAddressSpace space = new GpuAddressSpace("p", 0x10000, 1L << 40, 1000);
    ProcessMemory process = new AdapterMemory(new ArenaStore(64 * PAGE), 0).openPartition("g",
        new MemoryBudget(64 * PAGE, 0)).openProcess("p", space);
    Allocation one = ok(process.allocate(AllocationRequest.local(8 * PAGE)));
    Allocation two = ok(process.allocate(AllocationRequest.local(8 * PAGE)));
    long base = ok(space.map(MapRequest.of(one)));
    AtomicBoolean stop = new AtomicBoolean();
    AtomicInteger looked = new AtomicInteger();
    List<Thread> readers = new ArrayList<>();
    for (int t = 0; t < 2; t++) {
      readers.add(start(() -> {
        MemoryAccess access = space.newAccess();
        GpuSpan span = new GpuSpan();
        while (!stop.get()) {
          access.begin();
          assertThat(access.resolve(base, 8 * PAGE, GpuAccess.READ, span)).isTrue();
          assertThat(span.sizeBytes()).isEqualTo(8 * PAGE);
          access.end();
          looked.incrementAndGet();
        }
      }));
    }
    for (int i = 0; i < 20_000; i++) {
      int page = i % 7;
      ok(space.map(new MapRequest(AddressRequest.at(base + page * PAGE, 2 * PAGE), i % 2 == 0 ? two : one, page * PAGE,
          GpuProtection.READ_WRITE)));
    }
    stop.set(true);
    joinAll(readers);
    assertThat(looked.get()).isPositive();
  }

  @Test
  void everyActionRunsExactlyOnceHoweverReadersComeAndGo() throws InterruptedException {
    GpuAddressSpace space = new GpuAddressSpace("p", 0x10000, 1L << 40, 1000);
    AtomicBoolean stop = new AtomicBoolean();
    List<Thread> readers = new ArrayList<>();
    for (int t = 0; t < 2; t++) {
      readers.add(start(() -> {
        MemoryAccess access = space.newAccess();
        while (!stop.get()) {
          access.begin();
          Thread.onSpinWait();
          access.end();
        }
      }));
    }
    int actions = 20_000;
    AtomicInteger[] ran = new AtomicInteger[actions];
    for (int i = 0; i < actions; i++) {
      AtomicInteger counter = new AtomicInteger();
      ran[i] = counter;
      space.afterReaders(counter::incrementAndGet);
    }
    stop.set(true);
    joinAll(readers);
    for (int i = 0; i < actions; i++) {
      assertThat(ran[i]).as("action %d", i).hasValue(1);
    }
  }

  /**
   * A reader holds what it looked up while others free it: until it ends, nobody else gets those pages, and it finds its own
   * content there.
   */
  @Test
  void whatAReaderLookedUpStaysItsOwnUntilItEnds() throws InterruptedException {
    ArenaStore local = new ArenaStore(16 * PAGE);
    AdapterMemory memory = new AdapterMemory(local, 0);
    PartitionMemory guest = memory.openPartition("g", new MemoryBudget(16 * PAGE, 0));
    GpuAddressSpace space = new GpuAddressSpace("p", 0x10000, 1L << 40, 1000);
    ProcessMemory process = guest.openProcess("p", space);
    ProcessMemory thief = guest.openProcess("thief", new GpuAddressSpace("thief", 0x10000, 1L << 40, 10));
    AtomicBoolean stop = new AtomicBoolean();
    Thread other = start(() -> {
      while (!stop.get()) {
        if (thief.allocate(AllocationRequest.local(PAGE)) instanceof Result.Ok<Allocation>(Allocation page)) {
          local.hostView().set(JAVA_LONG, page.runs().getFirst().offset(), -1);
          ok(thief.free(page));
        }
      }
    });
    MemoryAccess access = space.newAccess();
    GpuSpan span = new GpuSpan();
    for (int i = 1; i <= 5_000; i++) {
      Allocation page = ok(process.allocate(AllocationRequest.local(PAGE)));
      long base = ok(space.map(MapRequest.of(page)));
      access.begin();
      assertThat(access.resolve(base, PAGE, GpuAccess.WRITE, span)).isTrue();
      span.segment(0).set(JAVA_LONG, span.offsetInSegment(0), i);
      ok(process.free(page));
      assertThat(Objects.requireNonNull(span.segment(0)).get(JAVA_LONG, span.offsetInSegment(0))).isEqualTo(i);
      access.end();
      ok(space.free(base, PAGE));
    }
    stop.set(true);
    joinAll(List.of(other));
    assertThat(memory.violations()).isEmpty();
    assertThat(memory.heldAllocations()).isZero();
  }
}
