package org.paravane.vmbus.ring.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.paravane.vmbus.ring.RingLayout;
import org.paravane.vmbus.ring.RingMemory.Fence;

/** The pieces of which the model is made: a model that explores the wrong world proves nothing. */
final class ModelPartsTest {
  @Test
  void aWriterDoesWhatOurRingDoesAccessByAccess() {
    Side writer = new Side(Program.WRITER, Mutation.NONE, 1);
    int node = 0;
    assertThat(writer.event(node)).isEqualTo(new Event.Store(RingLayout.WRITE_INDEX, 24));
    node = writer.after(node, 0);
    assertThat(writer.event(node)).isEqualTo(new Event.Flush("PUBLISHED"));
    node = writer.after(node, 0);
    assertThat(writer.event(node)).isEqualTo(new Event.Load(RingLayout.INTERRUPT_MASK));
    int masked = writer.after(node, 1);
    assertThat(writer.event(masked)).isEqualTo(new Event.Done());
    int unmasked = writer.after(node, 0);
    assertThat(writer.event(unmasked)).isEqualTo(new Event.Load(RingLayout.READ_INDEX));
    int wasEmpty = writer.after(unmasked, 0);
    assertThat(writer.event(wasEmpty)).isEqualTo(new Event.Signal());
    assertThat(writer.event(writer.after(wasEmpty, 0))).isEqualTo(new Event.Done());
    assertThat(writer.event(writer.after(unmasked, 8))).as("not empty before").isEqualTo(new Event.Done());
    assertThat(writer.after(node, 1)).as("known nodes are found again").isEqualTo(masked);
  }

  @Test
  void aReaderThatFindsNothingGoesToSleepStepByStep() {
    Side reader = new Side(Program.READER, Mutation.NONE, 1);
    assertThat(events(reader, 0, 0, 0, 0)).containsExactly(new Event.Load(RingLayout.WRITE_INDEX),
        new Event.Store(RingLayout.INTERRUPT_MASK, 0), new Event.Flush("UNMASKED"),
        new Event.Load(RingLayout.WRITE_INDEX), new Event.Sleep());
  }

  @Test
  void aReaderThatFindsAPacketGivesItsRoomBack() {
    Side reader = new Side(Program.READER, Mutation.NONE, 1);
    assertThat(events(reader, 24, 24, 0, 0, 0)).containsExactly(new Event.Load(RingLayout.WRITE_INDEX),
        new Event.Load(RingLayout.WRITE_INDEX), new Event.Store(RingLayout.READ_INDEX, 24),
        new Event.Flush("RELEASED"), new Event.Load(RingLayout.PENDING_SEND_SIZE), new Event.Done());
  }

  @Test
  void aWaitingWriterIsSignalledByTheReader() {
    Side reader = new Side(Program.READER, Mutation.NONE, 1);
    // Two packets are there, one is read, the writer waits for 32 bytes: 8 were free before, 32 are now.
    assertThat(events(reader, 48, 48, 0, 0, 32, 48, 32, 0)).endsWith(new Event.Load(RingLayout.PENDING_SEND_SIZE),
        new Event.Load(RingLayout.WRITE_INDEX), new Event.Load(RingLayout.PENDING_SEND_SIZE), new Event.Signal(),
        new Event.Done());
  }

  @Test
  void mutationsLeaveOutExactlyTheirPiece() {
    Side noFence = new Side(Program.READER, Mutation.NO_FENCE_AFTER_UNMASK, 1);
    assertThat(events(noFence, 0, 0, 0)).containsExactly(new Event.Load(RingLayout.WRITE_INDEX),
        new Event.Store(RingLayout.INTERRUPT_MASK, 0), new Event.Load(RingLayout.WRITE_INDEX), new Event.Sleep());
    Side noRecheck = new Side(Program.READER, Mutation.NO_RECHECK_AFTER_UNMASK, 1);
    assertThat(events(noRecheck, 0, 0, 0)).containsExactly(new Event.Load(RingLayout.WRITE_INDEX),
        new Event.Store(RingLayout.INTERRUPT_MASK, 0), new Event.Flush("UNMASKED"), new Event.Sleep());
    Side noWriterFence = new Side(Program.WRITER, Mutation.NO_FENCE_AFTER_PUBLISH, 1);
    assertThat(events(noWriterFence, 0, 1)).containsExactly(new Event.Store(RingLayout.WRITE_INDEX, 24),
        new Event.Load(RingLayout.INTERRUPT_MASK), new Event.Done());
    for (Mutation mutation : Mutation.values()) {
      long dropped = List.of(Fence.values()).stream().filter(mutation::drops).count();
      long stale = List.of(Fence.values()).stream().filter(fence -> mutation.staleFieldAfter(fence) >= 0).count();
      assertThat(dropped + stale).as("%s", mutation).isEqualTo(mutation == Mutation.NONE ? 0 : 1);
      assertThat(mutation.text()).isNotEmpty();
    }
    assertThat(Mutation.NO_RECHECK_AFTER_ROOM_REQUEST.staleFieldAfter(Fence.ROOM_REQUESTED))
        .isEqualTo(RingLayout.READ_INDEX);
  }

  private static List<Event> events(Side side, int... answers) {
    List<Event> events = new ArrayList<>();
    int node = 0;
    for (int answer : answers) {
      events.add(side.event(node));
      node = side.after(node, answer);
    }
    events.add(side.event(node));
    return events;
  }

  @Test
  void packetsOfTheModelHaveNoPayloadAndLieWhereTheReaderIs() {
    ScriptedMemory memory = new ScriptedMemory(Mutation.NONE, List.of());
    assertThat(memory.loadUnit(0)).isEqualTo(0x0000_0002_0002_0006L);
    assertThatThrownBy(() -> memory.loadUnit(32)).isInstanceOf(IllegalStateException.class);
    assertThat(memory.loadUnit(8)).isZero();
    assertThat(memory.loadUnit(24)).isEqualTo(0x0000_0002_0002_0006L);
    memory.storeUnit(0, 5);
    assertThatThrownBy(() -> memory.read(0, MemorySegment.NULL, 0, 8)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> memory.write(MemorySegment.NULL, 0, 0, 8)).isInstanceOf(IllegalStateException.class);
    assertThat(memory.loadAcquire(RingLayout.FEATURE_BITS)).isEqualTo(1);
    assertThat(memory.loadAcquire(RingLayout.WRITE_INDEX)).as("before the start").isZero();
    memory.start();
    assertThatThrownBy(() -> memory.loadAcquire(RingLayout.WRITE_INDEX))
        .isInstanceOfSatisfying(ScriptedMemory.Cut.class,
            cut -> assertThat(cut.event).isEqualTo(new Event.Load(RingLayout.WRITE_INDEX)));
  }

  @Test
  void storeBuffersHoldWhatASideStoresBetweenTwoFences() {
    State state = State.initial();
    for (int i = 0; i < 5; i++) {
      state = state.store(Program.READER, 4, 8 * i, MemoryModel.STORE_BUFFERS);
    }
    State full = state;
    assertThatThrownBy(() -> full.store(Program.READER, 4, 0, MemoryModel.STORE_BUFFERS))
        .isInstanceOf(IllegalStateException.class);
    for (int i = 0; i < 5; i++) {
      assertThat(state.buffer(Program.READER)).isNotZero();
      state = state.drainOne(Program.READER);
      assertThat(state.load(Program.WRITER, 4)).isEqualTo(8 * i);
    }
    assertThat(state).isEqualTo(State.initial().store(Program.READER, 4, 32, MemoryModel.SEQUENTIAL));
    assertThat(MemoryModel.STORE_BUFFERS.text()).isEqualTo("store buffers");
  }
}
