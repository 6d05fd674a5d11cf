package org.paravane.vmbus.ring.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.paravane.vmbus.ring.model.WakeupModel.Exploration;

@Timeout(120)
final class WakeupModelTest {
  @ParameterizedTest
  @EnumSource(MemoryModel.class)
  void noInterleavingLosesAWakeup(MemoryModel memory) {
    for (int packets = 1; packets < WakeupModel.PACKETS; packets++) {
      Exploration exploration = WakeupModel.explore(Mutation.NONE, memory, packets);
      assertThat(exploration.lostWakeup()).isEmpty();
      assertThat(exploration.states()).isGreaterThan(50);
    }
  }

  @ParameterizedTest
  @EnumSource(value = Mutation.class, mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void removingAnyFenceOrRecheckLosesAWakeupOnStoreBuffers(Mutation mutation) {
    assertThat(WakeupModel.explore(mutation, MemoryModel.STORE_BUFFERS, WakeupModel.PACKETS).lostWakeup())
        .isNotEmpty();
  }

  @ParameterizedTest
  @EnumSource(value = Mutation.class, mode = EnumSource.Mode.MATCH_ALL, names = "NO_RECHECK.*")
  void aMissingRecheckLosesAWakeupOnAnyMemory(Mutation mutation) {
    assertThat(WakeupModel.explore(mutation, MemoryModel.SEQUENTIAL, WakeupModel.PACKETS).lostWakeup()).isNotEmpty();
  }

  @ParameterizedTest
  @EnumSource(value = Mutation.class, mode = EnumSource.Mode.MATCH_ALL, names = "NO_FENCE.*")
  void aMissingFenceDoesNoHarmWhereStoresAreVisibleAtOnce(Mutation mutation) {
    assertThat(WakeupModel.explore(mutation, MemoryModel.SEQUENTIAL, 3).lostWakeup()).isEmpty();
  }

  @Test
  void everyVariantIsAsTheReferenceSays() {
    // What section 8.5 tabulates: lost wake-up or not, sequentially consistent and with store buffers.
    Map<Mutation, List<Boolean>> table = Map.of(Mutation.NONE, List.of(false, false), Mutation.NO_FENCE_AFTER_PUBLISH,
        List.of(false, true), Mutation.NO_FENCE_AFTER_RELEASE, List.of(false, true), Mutation.NO_FENCE_AFTER_UNMASK,
        List.of(false, true), Mutation.NO_FENCE_AFTER_ROOM_REQUEST, List.of(false, true),
        Mutation.NO_RECHECK_AFTER_UNMASK, List.of(true, true), Mutation.NO_RECHECK_AFTER_ROOM_REQUEST,
        List.of(true, true));
    assertThat(table).containsOnlyKeys(Mutation.values());
    table.forEach((mutation, lost) -> {
      assertThat(mutation.losesWakeups(MemoryModel.SEQUENTIAL)).isEqualTo(lost.getFirst());
      assertThat(mutation.losesWakeups(MemoryModel.STORE_BUFFERS)).isEqualTo(lost.getLast());
    });
    assertThat(WakeupModel.exploreAll()).hasSize(14).allMatch(Exploration::asExpected);
  }

  @Test
  void aCounterexampleEndsWithBothSidesAsleepAndNothingOnItsWay() {
    List<String> way = WakeupModel
        .explore(Mutation.NO_FENCE_AFTER_RELEASE, MemoryModel.STORE_BUFFERS, WakeupModel.PACKETS)
        .lostWakeup();
    assertThat(way.getFirst()).isEqualTo("WRITER Store[field=0, value=24]");
    assertThat(way).contains("WRITER Flush[point=ROOM_REQUESTED]", "READER Flush[point=UNMASKED]");
    assertThat(way).noneMatch(action -> action.contains("RELEASED"));
    // The reader's store became visible only after both loads.
    int seenByReader = way.indexOf("READER Load[field=12] = 0");
    int visible = way.indexOf("READER store becomes visible");
    assertThat(seenByReader).isPositive().isLessThan(visible);
  }

  @Test
  void aStoreIsSeenByItsOwnSideFirstAndByTheOtherWhenItDrains() {
    State state = State.initial().store(Program.WRITER, 0, 24, MemoryModel.STORE_BUFFERS)
        .store(Program.WRITER, 12, 32, MemoryModel.STORE_BUFFERS)
        .store(Program.WRITER, 0, 48, MemoryModel.STORE_BUFFERS);
    assertThat(state.load(Program.WRITER, 0)).isEqualTo(48);
    assertThat(state.load(Program.READER, 0)).isZero();
    state = state.drainOne(Program.WRITER);
    assertThat(state.load(Program.READER, 0)).isEqualTo(24);
    assertThat(state.load(Program.READER, 12)).isZero();
    state = state.drainOne(Program.WRITER).drainOne(Program.WRITER);
    assertThat(state.load(Program.READER, 0)).isEqualTo(48);
    assertThat(state.load(Program.READER, 12)).isEqualTo(32);
    assertThat(state.buffer(Program.WRITER)).isZero();
    assertThat(state.load(Program.READER, 8)).as("the mask, untouched").isEqualTo(1);
  }

  @Test
  void bothBuffersAndBothSignalsAreSeparate() {
    State state = State.initial().store(Program.READER, 4, 56, MemoryModel.STORE_BUFFERS)
        .withSignal(Program.READER, true).at(Program.WRITER, 7);
    assertThat(state.buffer(Program.WRITER)).isZero();
    assertThat(state.load(Program.READER, 4)).isEqualTo(56);
    assertThat(state.load(Program.WRITER, 4)).isZero();
    assertThat(state.signalled(Program.READER)).isTrue();
    assertThat(state.signalled(Program.WRITER)).isFalse();
    assertThat(state.withSignal(Program.READER, false).signalled(Program.READER)).isFalse();
    assertThat(state.node(Program.WRITER)).isEqualTo(7);
    assertThat(state.store(Program.WRITER, 8, 0, MemoryModel.SEQUENTIAL).load(Program.READER, 8)).isZero();
  }
}
