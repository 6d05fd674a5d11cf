package org.paravane.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.paravane.linux.MemoryMap.Entry;

final class MemoryMapTest {
  private static final long PAGE = 4096;

  @ParameterizedTest
  @CsvSource(delimiter = ';', value = {
      "7f00-8000 rw-p 00000000 00:00 0;7f00;8000;rw-p;0;''",
      "7f00-8000 rw-s 00001000 00:01 1234       /memfd:a b (deleted);7f00;8000;rw-s;1234;/memfd:a b (deleted)",
      "00400000-00401000 r-xp 00000000 08:01 99 /bin/x;400000;401000;r-xp;99;/bin/x",
      "ffffffffff600000-ffffffffff601000 --xp 00000000 00:00 0 [vsyscall];ffffffffff600000;ffffffffff601000;--xp;0;[vsyscall]",
      "7ffc0000-7ffd0000 rw-p 00000000 00:00 0                          [stack];7ffc0000;7ffd0000;rw-p;0;[stack]"})
  void aLineIsTakenApart(String line, String start, String end, String permissions, long inode, String name) {
    assertThat(Entry.parse(line)).isEqualTo(new Entry(Long.parseUnsignedLong(start, 16),
        Long.parseUnsignedLong(end, 16), permissions, inode, name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"zz-1 rw-p 0 00:00 0", "1000-zz rw-p 0 00:00 0", "10000000000000000-2 rw-p 0 00:00 0",
      "1000-2000 rw-p 0 00:00 inode"})
  void aLineThatIsNoneIsOurOwnBug(String line) {
    assertThatThrownBy(() -> MemoryMap.parse(List.of(line))).isInstanceOf(NumberFormatException.class);
  }

  @ParameterizedTest
  @CsvSource({"rw-p,0,'',true", "rw-p,0,[heap],true", "rwxp,0,'',true", "rw-p,0,[anon:x],true", "rw-p,0,[stack],false",
      "rw-p,0,[stack:12],false", "rw-s,0,'',false", "r--p,0,'',false", "-w-p,0,'',false", "---p,0,'',false",
      "rw-p,7,'',false", "rw-p,7,/lib/x,false", "rw-p,0,/dev/zero,false", "rw-s,7,/memfd:x,false"})
  void onlyOrdinaryMemoryIsPrivateAnonymous(String permissions, long inode, String name, boolean expected) {
    Entry entry = new Entry(PAGE, 2 * PAGE, permissions, inode, name);
    assertThat(entry.isPrivateAnonymous()).isEqualTo(expected);
    assertThat(new MemoryMap(List.of(entry)).isPrivateAnonymous(PAGE, PAGE)).isEqualTo(expected);
  }

  @Test
  void randomMapsCoverWhatAPageByPageLookSays() {
    long seed = Long.getLong("paravane.seed", System.nanoTime());
    Random random = new Random(seed);
    for (int run = 0; run < 2_000; run++) {
      List<Entry> entries = randomEntries(random);
      MemoryMap map = new MemoryMap(entries);
      for (int query = 0; query < 20; query++) {
        int first = random.nextInt(24);
        int pages = random.nextInt(12);
        List<Entry> expected = slowCovering(entries, first, pages);
        String what = "seed=%d, run=%d, first=%d, pages=%d, map=%s".formatted(seed, run, first, pages, entries);
        assertThat(map.covering(first * PAGE, pages * PAGE)).as(what).isEqualTo(expected);
        assertThat(map.isFile(first * PAGE, pages * PAGE, 7)).as(what)
            .isEqualTo(!expected.isEmpty() && expected.stream().allMatch(entry -> entry.inode() == 7));
        assertThat(map.isPrivateAnonymous(first * PAGE, pages * PAGE)).as(what)
            .isEqualTo(!expected.isEmpty() && expected.stream().allMatch(entry -> entry.inode() == 0));
      }
    }
  }

  private static List<Entry> randomEntries(Random random) {
    List<Entry> entries = new ArrayList<>();
    long at = random.nextInt(3);
    while (at < 20) {
      long end = at + 1 + random.nextInt(5);
      entries.add(new Entry(at * PAGE, end * PAGE, "rw-p", random.nextBoolean() ? 7 : 0, ""));
      at = end + (random.nextInt(4) == 0 ? 1 + random.nextInt(2) : 0);
    }
    return entries;
  }

  private static List<Entry> slowCovering(List<Entry> entries, int first, int pages) {
    List<Entry> found = new ArrayList<>();
    for (int page = first; page < first + pages; page++) {
      long address = page * PAGE;
      List<Entry> here = entries.stream().filter(entry -> entry.start() <= address && address < entry.end()).toList();
      if (here.isEmpty()) {
        return List.of();
      }
      if (!found.contains(here.getFirst())) {
        found.add(here.getFirst());
      }
    }
    return found;
  }

  @Test
  void rangesNeedNotBeginOrEndAtAMapping() {
    MemoryMap map = new MemoryMap(List.of(new Entry(PAGE, 2 * PAGE, "rw-p", 0, ""),
        new Entry(2 * PAGE, 3 * PAGE, "rw-p", 7, "f")));
    assertThat(map.covering(PAGE + 1, 1)).hasSize(1);
    assertThat(map.covering(2 * PAGE - 1, 2)).hasSize(2);
    assertThat(map.covering(3 * PAGE - 1, 1)).hasSize(1);
    assertThat(map.covering(3 * PAGE - 1, 2)).isEmpty();
    assertThat(map.covering(PAGE - 1, 2)).isEmpty();
    assertThat(map.covering(PAGE, -1)).isEmpty();
    assertThat(map.isFile(2 * PAGE, PAGE, 7)).isTrue();
    assertThat(map.isFile(PAGE, 2 * PAGE, 7)).isFalse();
    assertThat(new MemoryMap(List.of()).covering(0, 1)).isEmpty();
  }

  @Test
  void addressesAreUnsigned() {
    Entry high = new Entry(0xffff_ffff_ff60_0000L, 0xffff_ffff_ff60_1000L, "rw-p", 0, "");
    MemoryMap map = new MemoryMap(List.of(new Entry(PAGE, 2 * PAGE, "rw-p", 0, ""), high));
    assertThat(map.covering(high.start(), PAGE)).containsExactly(high);
    assertThat(map.covering(high.start(), PAGE + 1)).isEmpty();
    assertThat(map.covering(high.start() - 1, 2)).isEmpty();
  }

  @Test
  void aRangeThatRunsOverTheEndOfAllAddressesIsNotCovered() {
    Entry last = new Entry(0xffff_ffff_ffff_e000L, 0xffff_ffff_ffff_f000L, "rw-p", 0, "");
    MemoryMap map = new MemoryMap(List.of(last));
    assertThat(map.covering(last.start(), PAGE)).containsExactly(last);
    for (long bytes : new long[]{2 * PAGE, 3 * PAGE, Long.MAX_VALUE}) {
      assertThat(map.covering(last.start(), bytes)).as("bytes=%d", bytes).isEmpty();
    }
  }

  @Test
  void ourOwnMapHoldsOurOwnMemory() throws Exception {
    try (Memfd memfd = Memfd.create("own-map", 2 * PAGE); SharedMapping mapping = memfd.map(2 * PAGE)) {
      MemoryMap map = MemoryMap.ofThisProcess();
      long address = mapping.segment().address();
      assertThat(map.isFile(address, 2 * PAGE, memfd.inode())).isTrue();
      assertThat(map.isFile(address, 2 * PAGE, memfd.inode() + 1)).isFalse();
      assertThat(map.isPrivateAnonymous(address, 2 * PAGE)).isFalse();
      assertThat(map.covering(address, PAGE)).singleElement()
          .satisfies(entry -> assertThat(entry.name()).contains("own-map"));
    }
  }
}
