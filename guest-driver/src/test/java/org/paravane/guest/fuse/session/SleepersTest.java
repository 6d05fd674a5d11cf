package org.paravane.guest.fuse.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** How many calls may sleep. */
class SleepersTest {
  private static final int USER = 1_000;
  private final Sleepers sleepers = new Sleepers(1_024);

  private int beginMany(int threadGroupId, int userId, int attempts) {
    int begun = 0;
    for (int i = 0; i < attempts; i++) {
      begun += sleepers.begin(threadGroupId, userId) ? 1 : 0;
    }
    return begun;
  }

  @Test
  void oneProcessHasItsShare() {
    assertThat(beginMany(1, USER, 100)).isEqualTo(64);
    assertThat(beginMany(2, USER, 1)).isEqualTo(1);
    sleepers.end(1, USER);
    assertThat(beginMany(1, USER, 2)).isEqualTo(1);
  }

  @Test
  void oneUserHasHisShareButRootHasAll() {
    int begun = 0;
    for (int process = 0; process < 20; process++) {
      begun += beginMany(process, USER, 64);
    }
    assertThat(begun).isEqualTo(512);
    for (int process = 100; process < 120; process++) {
      begun += beginMany(process, 0, 64);
    }
    assertThat(begun).isEqualTo(1_024 - 128);
    assertThat(sleepers.count()).isEqualTo(begun);
    assertThat(sleepers.begin(500, USER + 1)).isFalse();
  }

  @Test
  void aSmallCrewKeepsTwoAwake() {
    Sleepers few = new Sleepers(4);
    assertThat(few.begin(1, 0)).isTrue();
    assertThat(few.begin(2, 0)).isTrue();
    assertThat(few.begin(3, 0)).isFalse();
    few.end(1, 0);
    assertThat(few.begin(3, 0)).isTrue();
  }

  @Test
  void nothingIsLeftWhenAllAreAwake() {
    for (int round = 0; round < 3; round++) {
      assertThat(beginMany(7, USER, 64)).isEqualTo(64);
      for (int i = 0; i < 64; i++) {
        sleepers.end(7, USER);
      }
      assertThat(sleepers.count()).isZero();
    }
  }
}
