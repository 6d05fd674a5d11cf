package org.paravane.device.lifetime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReleaseScopeTest {

  @Test
  void releasesInExactReverseOrderAndOnce() {
    List<Integer> order = new ArrayList<>();
    ReleaseScope scope = new ReleaseScope("s");
    for (int i = 1; i <= 5; i++) {
      int id = i;
      scope.add("action" + i, () -> order.add(id));
    }
    assertThat(scope.pending()).containsExactly("action5", "action4", "action3", "action2", "action1");

    scope.release();
    scope.release();

    assertThat(order).containsExactly(5, 4, 3, 2, 1);
    assertThat(scope.pending()).isEmpty();
  }

  @Test
  void anActionThatThrowsDoesNotKeepTheOthersFromRunning() {
    List<String> order = new ArrayList<>();
    ReleaseScope scope = new ReleaseScope("s");
    scope.add("first", () -> order.add("first"));
    scope.add("broken", () -> {
      throw new IllegalStateException("on purpose");
    });
    scope.add("last", () -> order.add("last"));

    scope.release();

    assertThat(order).containsExactly("last", "first");
  }

  @Test
  void nothingIsAddedToAReleasedScope() {
    ReleaseScope scope = new ReleaseScope("s");
    scope.release();

    assertThatThrownBy(() -> scope.add("late", () -> {
    })).isInstanceOf(IllegalStateException.class).hasMessage("scope already released: owner=s, action=late");
  }

  @Test
  void anActionCannotAddAnother() {
    List<String> seen = new ArrayList<>();
    ReleaseScope scope = new ReleaseScope("s");
    scope.add("nesting", () -> {
      try {
        scope.add("nested", () -> seen.add("nested"));
      } catch (IllegalStateException e) {
        seen.add("refused");
      }
    });

    scope.release();

    assertThat(seen).containsExactly("refused");
  }
}
