package org.paravane.host.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.paravane.abi.Handle;

class HandleTableTest {
  private record Named(Handle handle, String name) {
  }

  private final HandleTable<Named> table = new HandleTable<>(new Random(1));

  private Handle assign(String name) {
    return table.assign(handle -> new Named(handle, name)).handle();
  }

  @Test
  void indicesAreDenseAndStartAtOne() {
    for (int i = 1; i <= 2000; i++) {
      assertThat(assign("object").index()).isEqualTo(i);
    }
  }

  @Test
  void aHandleNamesItsObjectUntilFreed() {
    Handle handle = assign("a");

    assertThat(table.get(handle)).isEqualTo(new Named(handle, "a"));
    assertThat(table.free(handle)).isEqualTo(new Named(handle, "a"));
    assertThat(table.get(handle)).isNull();
    assertThat(table.free(handle)).isNull();
    assertThat(table.size()).isZero();
  }

  @Test
  void everyOtherValueOfTheSameIndexIsUnknown() {
    Handle handle = assign("a");

    for (int unique = 0; unique < 4; unique++) {
      for (int instance = 0; instance < 64; instance++) {
        Handle guess = Handle.of(handle.index(), unique, instance);
        assertThat(table.get(guess) != null).isEqualTo(guess.equals(handle));
      }
    }
  }

  @Test
  void zeroAndOutOfRangeValuesAreUnknown() {
    assign("a");

    for (int value : new int[]{0, 1, 0x3F, 0xC000_0000, -1, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
      assertThat(table.get(new Handle(value))).isNull();
      assertThat(table.free(new Handle(value))).isNull();
    }
  }

  @Test
  void aReusedIndexNeverHasItsLastHandle() {
    Handle last = assign("a");
    for (int i = 0; i < 5000; i++) {
      table.free(last);
      Handle next = assign("a");
      assertThat(next.index()).isEqualTo(last.index());
      assertThat(next).isNotEqualTo(last);
      last = next;
    }
  }

  @Test
  void freedIndicesAreReusedInTheOrderOfTheirFreeing() {
    Handle[] handles = {assign("a"), assign("b"), assign("c")};
    table.free(handles[1]);
    table.free(handles[0]);

    assertThat(assign("d").index()).isEqualTo(2);
    assertThat(assign("e").index()).isEqualTo(1);
    assertThat(assign("f").index()).isEqualTo(4);
  }

  @Test
  void tagsUseAllUniquesAndEveryInstanceButThatOfAdapterHandles() {
    Set<Integer> tags = new HashSet<>();
    for (int i = 0; i < 10_000; i++) {
      tags.add(assign("a").value() & 0xC000_003F);
    }
    assertThat(tags).hasSize(4 * 63).noneMatch(tag -> (tag & 0x3F) == 0);
  }

  @Test
  void handlesOfAnotherProcessAreHardlyEverValidAndNeverNameItsObjects() {
    HandleTable<Named> other = new HandleTable<>(new Random(2));
    int found = 0;
    List<Handle> handles = new ArrayList<>();
    for (int i = 0; i < 100_000; i++) {
      handles.add(assign("mine"));
      other.assign(handle -> new Named(handle, "other's"));
    }
    for (Handle handle : handles) {
      Named named = other.get(handle);
      found += named == null ? 0 : 1;
      assertThat(named == null || named.name().equals("other's")).isTrue();
    }
    assertThat(found).isLessThan(800); // 1 in 256 is expected
  }

  @Test
  void aFullTableIsABugOfWhoeverSetTheLimits() {
    HandleTable<String> full = new HandleTable<>(new Random(3));
    for (int i = 0; i < HandleTable.MAX_HANDLES; i++) {
      full.assign(handle -> "a");
    }
    assertThatThrownBy(() -> full.assign(handle -> "b")).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aMakerThatFailsLeavesTheTableUsable() {
    assertThatThrownBy(() -> table.assign(handle -> {
      throw new IllegalArgumentException("no");
    })).isInstanceOf(IllegalArgumentException.class);
    assertThat(table.size()).isZero();
    assertThat(assign("a").index()).isEqualTo(1);
    assertThat(table.size()).isEqualTo(1);
  }

  @Test
  void behavesLikeAMap() {
    long seed = System.nanoTime();
    System.out.println("HandleTableTest.behavesLikeAMap seed=" + seed);
    Random random = new Random(seed);
    Map<Handle, String> model = new HashMap<>();
    List<Handle> known = new ArrayList<>();
    for (int step = 0; step < 50_000; step++) {
      if (known.isEmpty() || random.nextInt(3) > 0) {
        Handle handle = assign("object " + step);
        assertThat(model.put(handle, "object " + step)).isNull();
        known.add(handle);
      } else {
        Handle handle = known.get(random.nextInt(known.size()));
        Named named = table.free(handle);
        assertThat(named == null ? null : named.name()).isEqualTo(model.remove(handle));
      }
      assertThat(table.size()).isEqualTo(model.size());
    }
  }
}
