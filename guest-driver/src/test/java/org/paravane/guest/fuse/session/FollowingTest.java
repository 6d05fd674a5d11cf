package org.paravane.guest.fuse.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** When a reader moves to its caller. */
class FollowingTest {
  private static final int CALLER = 100;
  private static final int OTHER = 200;

  private final Machine machine = new Machine();
  private final Following following = new Following(machine);

  /** Two processors; whether a move holds is the test's choice. */
  private static final class Machine implements Processors {
    private final Map<Integer, Integer> places = new HashMap<>();
    private final List<Integer> moves = new ArrayList<>();
    private int reader;
    private int looks;
    private boolean allowed = true;
    private boolean holds = true;

    @Override
    public int current() {
      return reader;
    }

    @Override
    public int of(int threadId) {
      looks++;
      return places.getOrDefault(threadId, -1);
    }

    @Override
    public boolean moveTo(int processor) {
      if (allowed) {
        moves.add(processor);
        reader = holds ? processor : reader;
      }
      return allowed;
    }
  }

  private void serve(int threadId, int requests) {
    for (int i = 0; i < requests; i++) {
      following.served(threadId);
    }
  }

  @Test
  void readerMovesToItsOnlyCallerOnce() {
    machine.places.put(CALLER, 1);
    serve(CALLER, Following.REQUESTS * (Following.LOOKS_APART + 1));
    assertThat(machine.moves).containsExactly(1);
    serve(CALLER, 100_000);
    assertThat(machine.moves).containsExactly(1);
  }

  @Test
  void readerFollowsWhenTheCallerGoesElsewhere() {
    for (int place : List.of(1, 0, 1)) {
      machine.places.put(CALLER, place);
      serve(CALLER, 10 * Following.REQUESTS);
    }
    assertThat(machine.moves).containsExactly(1, 0, 1);
  }

  @Test
  void nothingIsAskedOfTheSystemForAFewRequests() {
    machine.places.put(CALLER, 1);
    serve(CALLER, Following.REQUESTS);
    assertThat(machine.looks).isZero();
  }

  @Test
  void looksAreRareWhileBothAreTogether() {
    machine.places.put(CALLER, 0);
    serve(CALLER, 100 * Following.REQUESTS);
    assertThat(machine.looks).isLessThanOrEqualTo(100 / Following.WHILE_TOGETHER + 1);
    assertThat(machine.moves).isEmpty();
  }

  @Test
  void oneLookApartIsNoReason() {
    machine.places.put(CALLER, 1);
    serve(CALLER, Following.REQUESTS + 1);
    machine.places.put(CALLER, 0);
    serve(CALLER, 10 * Following.REQUESTS);
    assertThat(machine.moves).isEmpty();
  }

  @Test
  void callersThatTakeTurnsAreNotFollowed() {
    machine.places.put(CALLER, 1);
    machine.places.put(OTHER, 0);
    for (int i = 0; i < 10_000; i++) {
      serve(CALLER, Following.REQUESTS / 2);
      serve(OTHER, 1);
    }
    assertThat(machine.looks).isZero();
    assertThat(machine.moves).isEmpty();
  }

  @Test
  void movesThatDoNotHoldBecomeRare() {
    machine.places.put(CALLER, 1);
    machine.holds = false;
    serve(CALLER, 1_000 * Following.LONGEST_PAUSE * Following.REQUESTS);
    assertThat(machine.moves).hasSizeBetween(900, 1_020);
  }

  @Test
  void aMoveThatHoldsEndsThePauses() {
    machine.places.put(CALLER, 1);
    machine.holds = false;
    serve(CALLER, 1_000_000);
    machine.holds = true;
    serve(CALLER, 2 * Following.LONGEST_PAUSE * Following.REQUESTS);
    assertThat(machine.reader).isEqualTo(1);
    machine.places.put(CALLER, 0);
    serve(CALLER, 10 * Following.REQUESTS);
    assertThat(machine.reader).isZero();
  }

  @Test
  void aPlaceThatIsNotAllowedIsSeldomTried() {
    machine.places.put(CALLER, 1);
    machine.allowed = false;
    serve(CALLER, 1_000 * Following.REQUESTS);
    assertThat(machine.moves).isEmpty();
    assertThat(machine.looks).isLessThan(50);
  }

  @Test
  void anotherCallerIsANewBeginning() {
    machine.places.put(CALLER, 1);
    machine.places.put(OTHER, 1);
    machine.holds = false;
    serve(CALLER, 1_000_000);
    machine.holds = true;
    serve(OTHER, (Following.LOOKS_APART + 1) * Following.REQUESTS);
    assertThat(machine.reader).isEqualTo(1);
  }

  @Test
  void callersThatAreNotVisibleAreLeftAlone() {
    serve(0, 10_000);
    assertThat(machine.looks).isZero();
    serve(CALLER, 1_000 * Following.REQUESTS);
    assertThat(machine.looks).isLessThan(50);
    assertThat(machine.moves).isEmpty();
  }
}
