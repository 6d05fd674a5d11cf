package org.paravane.guest.dxg.object;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.paravane.abi.Handle;

class GuestHandleTableTest {
  private final GuestHandleTable<String> table = new GuestHandleTable<>();

  @Test
  void theFirstHandlesAreThoseOfTheRealDriver() {
    assertThat(table.allocate("a")).isEqualTo(new Handle(0x40000000));
    assertThat(table.allocate("b")).isEqualTo(new Handle(0x40000040));
    assertThat(table.allocate("c")).isEqualTo(new Handle(0x40000080));
  }

  @Test
  void aReusedSlotHasUniqueTwoForEver() {
    List<Handle> first = IntStream.range(0, 896).mapToObj(i -> table.allocate("x")).toList();
    first.forEach(table::free);
    // 128 never-used entries are left at the head, then the freed ones come in the order of their freeing.
    List<Handle> second = IntStream.range(0, 1024).mapToObj(i -> table.allocate("y")).toList();

    assertThat(second.get(0)).isEqualTo(Handle.of(896, 1, 0));
    assertThat(second).contains(Handle.of(0, 2, 0));
    table.free(Handle.of(0, 2, 0));
    List<Handle> third = IntStream.range(0, 2000).mapToObj(i -> table.allocate("z")).toList();
    assertThat(third).contains(Handle.of(0, 2, 0));
  }

  @Test
  void theTableGrowsAtThe897thLiveHandle() {
    List<Handle> handles = IntStream.range(0, 896).mapToObj(i -> table.allocate("x")).toList();
    Handle freed = handles.get(5);
    table.free(freed);
    // One free entry more than the trigger: no growth, so the freed one is now behind 128 fresh ones.
    assertThat(table.allocate("y")).isEqualTo(Handle.of(896, 1, 0));

    // Growth puts 1024 fresh entries behind the freed one.
    List<Handle> next = IntStream.range(0, 128).mapToObj(i -> table.allocate("z")).toList();
    assertThat(next.get(126)).isEqualTo(Handle.of(1023, 1, 0));
    assertThat(next.get(127)).isEqualTo(Handle.of(5, 2, 0));
    assertThat(table.allocate("w")).isEqualTo(Handle.of(1024, 1, 0));
  }

  @Test
  void aFullTableAnswersNone() {
    GuestHandleTable<String> small = new GuestHandleTable<>(1500);
    int live = 0;
    while (!small.allocate("x").isNone()) {
      live++;
    }
    assertThat(live).isEqualTo(1500 - GuestHandleTable.LOW_WATER);
    assertThat(small.size()).isEqualTo(live);
  }

  @Test
  void theLargestIndexIsFffffe() {
    assertThat(GuestHandleTable.MAX_ENTRIES - 1).isEqualTo(0xff_fffe);
  }

  @Test
  void wrongUniqueFreedAndUnknownHandlesNameNothing() {
    Handle handle = table.allocate("a");
    assertThat(table.find(Handle.of(0, 2, 0))).isNull();
    assertThat(table.find(Handle.of(0, 0, 0))).isNull();
    assertThat(table.find(Handle.of(5000, 1, 0))).isNull();
    assertThat(table.find(Handle.NONE)).isNull();
    assertThat(table.find(Handle.of(0, 1, 63))).as("a handle of the host").isNull();
    assertThat(table.free(handle)).isEqualTo("a");
    assertThat(table.find(handle)).isNull();
    assertThat(table.free(handle)).isNull();
  }

  @Test
  void behavesLikeAListOfFreeSlots() {
    long seed = System.nanoTime();
    System.out.println("GuestHandleTableTest seed=" + seed);
    Random random = new Random(seed);
    Deque<Integer> free = new ArrayDeque<>();
    Map<Integer, Integer> uniques = new HashMap<>();
    Map<Handle, String> live = new HashMap<>();
    List<Handle> order = new ArrayList<>();
    int size = 0;
    for (int step = 0; step < 60_000; step++) {
      if (random.nextInt(100) < (step / 10_000 % 2 == 0 ? 60 : 40) || order.isEmpty()) {
        if (free.size() <= 128) {
          for (int i = 0; i < 1024; i++) {
            free.addLast(size++);
          }
        }
        int index = free.removeFirst();
        Handle expected = Handle.of(index, uniques.getOrDefault(index, 1), 0);
        String object = "o" + step;
        assertThat(table.allocate(object)).isEqualTo(expected);
        live.put(expected, object);
        order.add(expected);
      } else {
        Handle handle = order.remove(random.nextInt(order.size()));
        assertThat(table.find(handle)).isEqualTo(live.get(handle));
        assertThat(table.free(handle)).isEqualTo(live.remove(handle));
        free.addLast(handle.index());
        uniques.put(handle.index(), 2);
      }
      assertThat(table.size()).isEqualTo(live.size());
    }
    assertThat(table.entries()).hasSize(live.size())
        .allSatisfy(entry -> assertThat(live.get(entry.handle())).isEqualTo(entry.object()));
  }
}
