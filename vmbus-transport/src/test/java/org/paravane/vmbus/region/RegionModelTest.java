package org.paravane.vmbus.region;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.linux.LinuxException;
import org.paravane.linux.Memfd;
import org.paravane.linux.Seal;
import org.paravane.vmbus.Region;
import org.paravane.vmbus.TransportLimits;

/** Allocator and table against models that look at every page. */
class RegionModelTest {
  private static final long PAGE = 4096;
  private static final int PAGES = 48;
  private static final long BASE = 1L << 33;

  private final long seed = Long.getLong("paravane.seed", System.nanoTime());
  private final Random random = new Random(seed);

  // The allocator: one slot per page, 0 = free, else the number of the range.

  @Test
  void theAllocatorIsFirstFitOverPages() {
    for (int run = 0; run < 50; run++) {
      AddressAllocator allocator = new AddressAllocator(BASE, PAGES * PAGE, PAGE);
      int[] model = new int[PAGES];
      for (int step = 1; step <= 300; step++) {
        String what = "seed=%d, run=%d, step=%d".formatted(seed, run, step);
        if (random.nextInt(3) > 0) {
          long bytes = 1L + random.nextInt(8 * 4096);
          assertThat(allocator.take(bytes)).as(what).isEqualTo(modelTake(model, pages(bytes), step));
        } else {
          int page = random.nextInt(PAGES);
          assertThat(allocator.giveBack(BASE + page * PAGE)).as(what).isEqualTo(modelGiveBack(model, page));
        }
        assertThat(allocator.count()).as(what).isEqualTo(modelCount(model));
        checkCovers(allocator, model, what);
      }
    }
  }

  private static int pages(long bytes) {
    return (int) ((bytes + PAGE - 1) / PAGE);
  }

  private static OptionalLong modelTake(int[] model, int pages, int number) {
    for (int at = 0; at + pages <= PAGES; at++) {
      int length = 0;
      while (length < pages && model[at + length] == 0) {
        length++;
      }
      if (length == pages) {
        Arrays.fill(model, at, at + pages, number);
        return OptionalLong.of(BASE + at * PAGE);
      }
    }
    return OptionalLong.empty();
  }

  private static boolean modelGiveBack(int[] model, int page) {
    int number = model[page];
    if (number == 0 || (page > 0 && model[page - 1] == number)) {
      return false;
    }
    for (int at = page; at < PAGES && model[at] == number; at++) {
      model[at] = 0;
    }
    return true;
  }

  private static int modelCount(int[] model) {
    return (int) Arrays.stream(model).filter(number -> number != 0).distinct().count();
  }

  private void checkCovers(AddressAllocator allocator, int[] model, String what) {
    int first = random.nextInt(PAGES);
    int last = first + random.nextInt(PAGES - first);
    boolean expected = model[first] != 0;
    for (int at = first; at <= last; at++) {
      expected &= model[at] == model[first];
    }
    long start = BASE + first * PAGE + random.nextInt(4096);
    long end = BASE + last * PAGE + 1 + random.nextInt(4096);
    if (end > start) {
      assertThat(allocator.covers(start, end - start)).as(what).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @CsvSource({"1,1", "4095,1", "4096,1", "4097,2", "8192,2"})
  void lengthsAreRoundedUp(long bytes, int pages) {
    AddressAllocator allocator = new AddressAllocator(BASE, 4 * PAGE, PAGE);
    assertThat(allocator.take(bytes)).hasValue(BASE);
    assertThat(allocator.take(1)).hasValue(BASE + pages * PAGE);
    assertThat(allocator.covers(BASE, pages * PAGE)).isTrue();
    assertThat(allocator.covers(BASE, pages * PAGE + 1)).isFalse();
  }

  // The table: regions by start, each with its reserved and its real length.

  private record Shared(long reserved, Memfd memfd, long size) {
  }

  @Test
  void theTableIsASetOfRangesThatDoNotTouchEachOther() throws LinuxException {
    int limit = 6;
    long space = 20 * PAGE;
    TreeMap<Long, Shared> model = new TreeMap<>();
    try (RegionTable table = new RegionTable(TransportLimits.defaults().withRegions(limit, space))) {
      for (int step = 0; step < 1_500; step++) {
        String what = "seed=%d, step=%d, model=%s".formatted(seed, step, model.keySet());
        long gpa = BASE + random.nextInt(PAGES) * PAGE;
        switch (random.nextInt(4)) {
          case 0, 1 -> share(table, model, gpa, (1 + random.nextInt(8)) * PAGE, limit, space, what);
          case 2 -> {
            Shared known = model.remove(gpa);
            assertThat(table.withdraw(gpa) instanceof Result.Ok<Long>).as(what).isEqualTo(known != null);
            if (known != null) {
              known.memfd().close();
            }
          }
          default -> resolve(table, model, what);
        }
      }
    } finally {
      model.values().forEach(shared -> shared.memfd().close());
    }
  }

  private void share(RegionTable table, Map<Long, Shared> model, long gpa, long reserved, int limit, long space,
      String what) throws LinuxException {
    long size = random.nextInt((int) (reserved / PAGE) + 1) * PAGE;
    Memfd memfd = Memfd.create("model", size);
    memfd.seal(Seal.SHRINK);
    Optional<Errno> expected = refusal(model, gpa, reserved, limit, space);
    Result<Region> result = table.share(gpa, reserved, memfd.fd().duplicate());
    assertThat(errno(result)).as(what).isEqualTo(expected);
    if (expected.isPresent()) {
      memfd.close();
    } else {
      model.put(gpa, new Shared(reserved, memfd, size));
    }
  }

  private static Optional<Errno> refusal(Map<Long, Shared> model, long gpa, long reserved, int limit, long space) {
    long used = model.values().stream().mapToLong(Shared::reserved).sum();
    if (model.size() >= limit || used + reserved > space) {
      return Optional.of(Errno.ENOSPC);
    }
    boolean overlaps = model.entrySet().stream()
        .anyMatch(other -> gpa < other.getKey() + other.getValue().reserved() && other.getKey() < gpa + reserved);
    return overlaps ? Optional.of(Errno.EEXIST) : Optional.empty();
  }

  private static Optional<Errno> errno(Result<?> result) {
    return result instanceof Result.Failed<?>(Errno errno, String _) ? Optional.of(errno) : Optional.empty();
  }

  private void resolve(RegionTable table, Map<Long, Shared> model, String what) {
    long gpa = BASE + random.nextInt((int) (PAGES * PAGE));
    long bytes = random.nextInt(6) == 0 ? random.nextLong() : 1L + random.nextInt(3 * 4096);
    Optional<Map.Entry<Long, Shared>> holder = model.entrySet().stream()
        .filter(entry -> bytes > 0 && entry.getKey() <= gpa
            && bytes <= entry.getKey() + entry.getValue().reserved() - gpa)
        .findFirst();
    boolean inFile = holder.isPresent() && bytes <= holder.get().getKey() + holder.get().getValue().size() - gpa;
    assertThat(errno(table.regionOf(gpa, bytes)).isEmpty()).as(what).isEqualTo(holder.isPresent());
    Result<MemorySegment> memory = table.resolve(gpa, bytes);
    assertThat(errno(memory)).as("%s, gpa=%#x, bytes=%d", what, gpa, bytes)
        .isEqualTo(inFile ? Optional.empty() : Optional.of(Errno.EFAULT));
    if (memory instanceof Result.Ok<MemorySegment>(MemorySegment segment)) {
      segment.fill((byte) 1);
      assertThat(segment.byteSize()).isEqualTo(bytes);
    }
  }
}
