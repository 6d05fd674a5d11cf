package org.paravane.host.object;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HandleTableTest {
  private final HandleTable<String> table = new HandleTable<>(new Random(1));

  @Test
  void indicesAreDenseAndStartAtOne() {
    for (int i = 1; i <= 2000; i++) {
      assertThat(HandleTable.indexOf(table.assign("object"))).isEqualTo(i);
    }
  }

  @Test
  void aHandleNamesItsObjectUntilFreed() {
    int handle = table.assign("a");

    assertThat(table.get(handle)).isEqualTo("a");
    assertThat(table.free(handle)).isEqualTo("a");
    assertThat(table.get(handle)).isNull();
    assertThat(table.free(handle)).isNull();
    assertThat(table.size()).isZero();
  }

  @Test
  void everyOtherValueOfTheSameIndexIsUnknown() {
    int handle = table.assign("a");

    for (int tag = 0; tag < 256; tag++) {
      int guess = (HandleTable.indexOf(handle) << 6) | ((tag >>> 6) << 30) | (tag & 0x3F);
      assertThat(table.get(guess)).isEqualTo(guess == handle ? "a" : null);
    }
  }

  @Test
  void zeroAndOutOfRangeValuesAreUnknown() {
    table.assign("a");

    for (int handle : new int[]{0, 1, 0x3F, 0xC000_0000, -1, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
      assertThat(table.get(handle)).isNull();
      assertThat(table.free(handle)).isNull();
    }
  }

  @Test
  void aReusedIndexNeverHasItsLastHandle() {
    int last = table.assign("a");
    for (int i = 0; i < 5000; i++) {
      table.free(last);
      int next = table.assign("a");
      assertThat(HandleTable.indexOf(next)).isEqualTo(HandleTable.indexOf(last));
      assertThat(next).isNotEqualTo(last);
      last = next;
    }
  }

  @Test
  void freedIndicesAreReusedInTheOrderOfTheirFreeing() {
    int[] handles = {table.assign("a"), table.assign("b"), table.assign("c")};
    table.free(handles[1]);
    table.free(handles[0]);

    assertThat(HandleTable.indexOf(table.assign("d"))).isEqualTo(2);
    assertThat(HandleTable.indexOf(table.assign("e"))).isEqualTo(1);
    assertThat(HandleTable.indexOf(table.assign("f"))).isEqualTo(4);
  }

  @Test
  void tagsUseAllEightBits() {
    Set<Integer> tags = new HashSet<>();
    for (int i = 0; i < 10_000; i++) {
      tags.add(table.assign("a") & 0xC000_003F);
    }
    assertThat(tags).hasSize(256);
  }

  @Test
  void twoProcessesShareNoHandles() {
    HandleTable<String> other = new HandleTable<>(new Random(2));
    int found = 0;
    List<Integer> handles = new ArrayList<>();
    for (int i = 0; i < 100_000; i++) {
      handles.add(table.assign("mine"));
      other.assign("other's");
    }
    for (int handle : handles) {
      found += other.get(handle) == null ? 0 : 1;
    }
    // A number may name something in both by chance (1 in 256); it then names the asker's own object.
    assertThat(found).isLessThan(800);
  }

  @Test
  void aFullTableAnswersZero() {
    HandleTable<String> full = new HandleTable<>(new Random(3));
    int last = 0;
    for (int i = 0; i < HandleTable.MAX_HANDLES; i++) {
      last = full.assign("a");
    }
    assertThat(last).isNotZero();
    assertThat(full.assign("b")).isZero();
    full.free(last);
    assertThat(full.assign("b")).isNotZero();
  }

  @Test
  void behavesLikeAMap() {
    long seed = System.nanoTime();
    System.out.println("HandleTableTest.behavesLikeAMap seed=" + seed);
    Random random = new Random(seed);
    Map<Integer, String> model = new HashMap<>();
    List<Integer> known = new ArrayList<>();
    for (int step = 0; step < 50_000; step++) {
      if (known.isEmpty() || random.nextInt(3) > 0) {
        String name = "object " + step;
        int handle = table.assign(name);
        assertThat(model.put(handle, name)).isNull();
        known.add(handle);
      } else {
        int handle = known.get(random.nextInt(known.size()));
        assertThat(table.get(handle)).isEqualTo(model.get(handle));
        assertThat(table.free(handle)).isEqualTo(model.remove(handle));
      }
      assertThat(table.size()).isEqualTo(model.size());
    }
  }
}
