package org.paravane.host.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The hand-shake between who sleeps (scheduler, engine node) and who publishes, as a model of which every interleaving is
 * tried. The sleeper sets "parked", looks at the cursor once more, then parks; the publisher moves the cursor, then looks at
 * "parked". Without the second look, with the two in the other order, or without the wake-up, the model gets stuck, so it can
 * tell.
 */
class WakeUpModelTest {
  enum Variant {
    AS_WRITTEN(true), NO_SECOND_LOOK(false), PARKED_SET_AFTER_THE_LOOK(false), PUBLISHER_LOOKS_FIRST(
        false), NOBODY_IS_WOKEN(false);

    private final boolean safe;

    Variant(boolean safe) {
      this.safe = safe;
    }
  }

  private static final int ITEMS = 3;

  // Program counters of the two sides.
  private static final int LOOK = 0;
  private static final int SET_PARKED = 1;
  private static final int LOOK_AGAIN = 2;
  private static final int PARK = 3;
  private static final int ASLEEP = 4;
  private static final int CLEAR_PARKED = 5;
  private static final int MOVE_CURSOR = 0;
  private static final int READ_PARKED = 1;
  private static final int UNPARK = 2;

  /** One moment. A permit makes the next park return at once, as LockSupport has it. */
  private record State(int consumer, int producer, int published, int consumed, boolean parked, boolean seenParked,
      boolean permit) {
    State consumer(int next) {
      return new State(next, producer, published, consumed, parked, seenParked, permit);
    }

    State producer(int next) {
      return new State(consumer, next, published, consumed, parked, seenParked, permit);
    }

    State parked(boolean value) {
      return new State(consumer, producer, published, consumed, value, seenParked, permit);
    }

    State permit(boolean value) {
      return new State(consumer, producer, published, consumed, parked, seenParked, value);
    }

    State seen(boolean value) {
      return new State(consumer, producer, published, consumed, parked, value, permit);
    }

    State publish() {
      return new State(consumer, producer, published + 1, consumed, parked, seenParked, permit);
    }

    State consumeAll() {
      return new State(consumer, producer, published, published, parked, seenParked, permit);
    }

    boolean hasNews() {
      return published > consumed;
    }
  }

  private static boolean producerDone(State state) {
    return state.producer() == MOVE_CURSOR && state.published() == ITEMS;
  }

  private static State stepConsumer(State state, Variant variant) {
    return switch (state.consumer()) {
      case LOOK -> {
        if (state.hasNews()) {
          yield state.consumeAll();
        }
        yield state.consumer(variant == Variant.PARKED_SET_AFTER_THE_LOOK ? LOOK_AGAIN : SET_PARKED);
      }
      case SET_PARKED -> state.parked(true).consumer(
          variant == Variant.AS_WRITTEN || variant == Variant.PUBLISHER_LOOKS_FIRST
              || variant == Variant.NOBODY_IS_WOKEN
                  ? LOOK_AGAIN
                  : PARK);
      case LOOK_AGAIN -> {
        if (state.hasNews()) {
          yield state.consumer(CLEAR_PARKED);
        }
        yield state.consumer(variant == Variant.PARKED_SET_AFTER_THE_LOOK ? SET_PARKED : PARK);
      }
      case PARK -> state.permit() ? state.permit(false).consumer(CLEAR_PARKED) : state.consumer(ASLEEP);
      case ASLEEP -> state.permit() ? state.permit(false).consumer(CLEAR_PARKED) : state;
      default -> state.parked(false).consumer(LOOK);
    };
  }

  private static State stepProducer(State state, Variant variant) {
    boolean looksFirst = variant == Variant.PUBLISHER_LOOKS_FIRST;
    return switch (state.producer()) {
      case MOVE_CURSOR -> {
        if (producerDone(state)) {
          yield state;
        }
        yield looksFirst ? state.seen(state.parked()).producer(READ_PARKED) : state.publish().producer(READ_PARKED);
      }
      case READ_PARKED -> looksFirst ? state.publish().producer(UNPARK) : state.seen(state.parked()).producer(UNPARK);
      default -> {
        boolean wakes = state.seenParked() && variant != Variant.NOBODY_IS_WOKEN;
        yield (wakes ? state.permit(true) : state).producer(MOVE_CURSOR);
      }
    };
  }

  /** Whether some interleaving ends with the consumer asleep and something that it has not seen. */
  private static boolean canLoseAWakeUp(Variant variant) {
    Set<State> seen = new HashSet<>();
    Deque<State> open = new ArrayDeque<>();
    open.add(new State(LOOK, MOVE_CURSOR, 0, 0, false, false, false));
    while (!open.isEmpty()) {
      State state = open.removeLast();
      if (!seen.add(state)) {
        continue;
      }
      State afterConsumer = stepConsumer(state, variant);
      State afterProducer = stepProducer(state, variant);
      if (afterConsumer.equals(state) && afterProducer.equals(state) && state.hasNews()) {
        return true;
      }
      open.add(afterConsumer);
      open.add(afterProducer);
    }
    assertThat(seen.size()).as("states tried").isGreaterThan(20);
    return false;
  }

  @ParameterizedTest
  @EnumSource(Variant.class)
  void onlyTheHandShakeAsWrittenLosesNothing(Variant variant) {
    assertThat(canLoseAWakeUp(variant)).as("%s can lose a wake-up", variant).isEqualTo(!variant.safe);
  }
}
