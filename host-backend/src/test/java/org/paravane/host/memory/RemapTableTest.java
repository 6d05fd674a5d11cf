package org.paravane.host.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.paravane.host.ArenaStore;

/** What a new mapping leaves of an old one, for every way in which two ranges can lie to each other (reference: drm_gpuvm). */
class RemapTableTest {
  private static final int OLD_START = 100;
  private static final int OLD_END = 200;

  private final ArenaStore store = new ArenaStore(4096);

  private Mapping mapping(long start, long end, long offset, GpuProtection protection) {
    return new Mapping(start, end, null, null, store.hostView(), offset, protection);
  }

  /** Old mapping [100, 200) at store offset 1000; what is left, written as start-end@offset. */
  @ParameterizedTest(name = "{0}: [{1}, {2})")
  @CsvSource({"equal, 100, 200, ''", //
      "inside and left aligned, 100, 150, '150-200@1050'", //
      "inside and right aligned, 150, 200, '100-150@1000'", //
      "strictly inside, 120, 150, '100-120@1000 150-200@1050'", //
      "larger on both sides, 50, 250, ''", //
      "larger and left aligned, 100, 250, ''", //
      "larger and right aligned, 50, 200, ''", //
      "over the tail and beyond, 150, 250, '100-150@1000'", //
      "over the head and before, 50, 150, '150-200@1050'", //
      "before, 10, 50, '100-200@1000'", //
      "before and touching, 50, 100, '100-200@1000'", //
      "behind, 210, 250, '100-200@1000'", //
      "behind and touching, 200, 250, '100-200@1000'", //
      "one unit at the head, 100, 101, '101-200@1001'", //
      "one unit at the tail, 199, 200, '100-199@1000'"})
  void whatIsLeftOfTheOldMapping(String name, long from, long to, String left) {
    MappingTable table = MappingTable.EMPTY.replace(OLD_START, OLD_END,
        List.of(mapping(OLD_START, OLD_END, 1000, GpuProtection.READ_ONLY)));
    MappingTable changed = table.replace(from, to, List.of(mapping(from, to, 5000, GpuProtection.READ_WRITE)));
    List<String> old = new ArrayList<>();
    List<String> fresh = new ArrayList<>();
    for (Mapping mapping : changed.matching(mapping -> true)) {
      (mapping.protection().write() ? fresh : old)
          .add(mapping.start() + "-" + mapping.end() + "@" + mapping.viewOffset());
    }
    assertThat(String.join(" ", old)).as(name).isEqualTo(left);
    assertThat(fresh).containsExactly(from + "-" + to + "@5000");
    assertThat(table.size()).as("the old table does not change").isOne();
  }

  /** Every pair of ranges in a space of ten places. */
  @Test
  void allPairsOfSmallRanges() {
    for (int a = 0; a < 10; a++) {
      for (int b = a + 1; b <= 10; b++) {
        for (int c = 0; c < 10; c++) {
          for (int d = c + 1; d <= 10; d++) {
            check(a, b, c, d);
          }
        }
      }
    }
  }

  private void check(int a, int b, int c, int d) {
    MappingTable table = MappingTable.EMPTY.replace(a, b, List.of(mapping(a, b, 100 + a, GpuProtection.READ_ONLY)))
        .replace(c, d, List.of(mapping(c, d, 200 + c, GpuProtection.READ_WRITE)));
    for (int place = 0; place < 10; place++) {
      Mapping found = table.find(place);
      long expected = place >= c && place < d ? 200 + place : place >= a && place < b ? 100 + place : -1;
      long offset = found == null ? -1 : found.viewOffset() + (place - found.start());
      assertThat(offset).as("old [%d,%d), new [%d,%d), place %d", a, b, c, d, place).isEqualTo(expected);
    }
    assertThat(table.find(-1)).isNull();
    assertThat(table.find(10)).isNull();
  }

  @Test
  void removingCoversSeveralMappingsAtOnce() {
    MappingTable table = MappingTable.EMPTY;
    for (long i = 0; i < 10; i++) {
      table = table.replace(10 * i, 10 * i + 8, List.of(mapping(10 * i, 10 * i + 8, 100 * i, GpuProtection.READ_ONLY)));
    }
    assertThat(table.size()).isEqualTo(10);
    MappingTable cut = table.replace(15, 74, List.of());
    assertThat(cut.matching(m -> true)).extracting(Mapping::start, Mapping::end).containsExactly(
        tuple(0L, 8L), tuple(10L, 15L),
        tuple(74L, 78L), tuple(80L, 88L),
        tuple(90L, 98L));
    assertThat(cut.find(74)).extracting("viewOffset").isEqualTo(704L);
    assertThat(cut.find(60)).isNull();
    assertThat(cut.find(8)).isNull();
  }

  @Test
  void zeroPartsStayAtOffsetZero() {
    Mapping zero = new Mapping(0, 100, null, null, MemoryAccess.ZEROS, 0, GpuProtection.ZERO);
    assertThat(zero.part(50, 60).viewOffset()).isZero();
  }
}
