package org.paravane.runtime;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.paravane.abi.ioctl.DxgIoctl;
import org.paravane.runtime.fake.FakeDevice;
import org.paravane.runtime.fake.FakeNode;

/** Events, futures, batches and transfers. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class EventTest {
  private final FakeNode node = new FakeNode();

  @AfterEach
  void nothingIsLeft() {
    assertThat(node.alive()).isEmpty();
  }

  @Test
  void anEventHasTheTimesOfItsPacketAlsoWhenTheSlotIsUsedAgain() {
    List<Event> events = new ArrayList<>();
    try (Accelerator accelerator = Accelerator.open(node);
        Buffer buffer = accelerator.createBuffer(4096);
        Queue queue = accelerator.createQueue(QueueOptions.defaults().withPackets(4))) {
      for (int i = 0; i < 10; i++) {
        events.add(queue.fill(buffer, 0, 64, i).event());
        assertThat(events.getLast().isDone()).isFalse();
        queue.submit();
      }
      events.forEach(Event::await);
    }
    for (int i = 0; i < events.size(); i++) {
      Event event = events.get(i);
      assertThat(event.isDone()).isTrue();
      assertThat(event.endNanos()).isGreaterThanOrEqualTo(event.startNanos());
      assertThat(event.duration()).isLessThan(Duration.ofMinutes(1));
      if (i > 0) {
        assertThat(event.startNanos()).isGreaterThanOrEqualTo(events.get(i - 1).endNanos());
      }
    }
  }

  @Test
  void waitingForAnEventSubmitsIt() throws Exception {
    try (Accelerator accelerator = Accelerator.open(node); Queue queue = accelerator.createQueue()) {
      Event event = queue.barrier().event();
      assertThatThrownBy(event::startNanos).isInstanceOf(IllegalStateException.class);
      event.await();
      assertThat(queue.barrier().event().future().get(10, TimeUnit.SECONDS).isDone()).isTrue();
      assertThatThrownBy(queue::event).isInstanceOf(IllegalStateException.class).hasMessageContaining("no packet");
    }
  }

  @Test
  void anEventOfLostWorkNeverLooksDone() {
    try (Accelerator accelerator = Accelerator.open(node); Queue queue = accelerator.createQueue()) {
      node.faultNext(FakeDevice.Fault.bad("injected fault: reason=told so"));
      Event lost = queue.barrier().event();
      assertThatThrownBy(lost::await).isInstanceOf(AcceleratorException.class).hasMessageContaining("told so");
      assertThatThrownBy(lost::isDone).isInstanceOf(AcceleratorException.class);
      assertThatThrownBy(lost::startNanos).isInstanceOf(AcceleratorException.class);
    }
  }

  @Test
  void anEventThatWasNeverSubmittedSaysSo() {
    Event event;
    try (Accelerator accelerator = Accelerator.open(node); Queue queue = accelerator.createQueue()) {
      event = queue.barrier().event();
    }
    assertThatThrownBy(event::await).isInstanceOf(AcceleratorException.class).hasMessageContaining("not submitted");
  }

  @Test
  void aBatchIsOneSubmission() {
    try (Accelerator accelerator = Accelerator.open(node);
        Buffer buffer = accelerator.createBuffer(4096);
        Queue queue = accelerator.createQueue()) {
      Event last;
      try (Batch batch = queue.batch()) {
        batch.fill(buffer, 0, 64, 1).copy(buffer, 0, buffer, 64, 64).barrier();
        last = batch.event();
      }
      last.await();
      assertThat(node.submissions()).isEqualTo(1);
      assertThat(node.packets()).isEqualTo(3);
      assertThatThrownBy(queue.batch()::event).isInstanceOf(IllegalStateException.class);
      queue.endBatch();
      assertThatThrownBy(queue::endBatch).hasMessage("batch is closed");
    }
  }

  @Test
  void oneThreadCompletesManyFutures() {
    try (Accelerator accelerator = Accelerator.open(node)) {
      List<Queue> queues = IntStream.range(0, 70).mapToObj(i -> accelerator.createQueue()).toList();
      node.hold();
      List<CompletableFuture<Void>> futures = queues.stream().map(queue -> queue.barrier().finishAsync()).toList();
      assertThat(futures).noneMatch(CompletableFuture::isDone);
      long threads = Thread.getAllStackTraces().keySet().stream()
          .filter(thread -> thread.getName().equals("completions of fake0")).count();
      node.resume();
      CompletableFuture.allOf(futures.toArray(CompletableFuture[]::new)).join();
      assertThat(threads).isEqualTo(1);
    }
  }

  @Test
  void aFutureOfLostWorkFailsWithTheReason() {
    try (Accelerator accelerator = Accelerator.open(node);
        Queue queue = accelerator.createQueue();
        Fence fence = accelerator.createFence()) {
      node.hold();
      queue.barrier().signal(fence, 7);
      CompletableFuture<Void> work = queue.finishAsync();
      CompletableFuture<Void> value = fence.future(7);
      node.faultNext(FakeDevice.Fault.bad("injected fault: reason=told so"));
      node.resume();
      for (CompletableFuture<Void> lost : List.of(work, value)) {
        assertThatThrownBy(lost::join).isInstanceOf(CompletionException.class)
            .hasCauseInstanceOf(AcceleratorException.class).hasMessageContaining("told so");
      }
    }
  }

  @Test
  void futuresEndWithTheirFenceTheDeviceAndTheAccelerator() {
    CompletableFuture<Void> atEnd;
    try (Accelerator accelerator = Accelerator.open(node)) {
      Fence first = accelerator.createFence();
      CompletableFuture<Void> closed = first.future(1);
      first.close();
      assertThatThrownBy(closed::join).hasCauseInstanceOf(IllegalStateException.class);
      try (Fence set = accelerator.createFence()) {
        CompletableFuture<Void> future = set.future(1);
        set.signal(1);
        future.join();
      }
      atEnd = accelerator.createFence().future(1);
    }
    assertThatThrownBy(atEnd::join).hasCauseInstanceOf(IllegalStateException.class);
  }

  @Test
  void futuresFailWhenTheDeviceGoes() {
    FakeNode gone = new FakeNode("gone");
    try (Accelerator accelerator = Accelerator.open(gone); Fence fence = accelerator.createFence()) {
      CompletableFuture<Void> future = fence.future(1);
      gone.unplug();
      assertThatThrownBy(future::join).hasCauseInstanceOf(AcceleratorException.class).hasMessageContaining("ENODEV");
      assertThatThrownBy(fence.future(2)::join).hasCauseInstanceOf(AcceleratorException.class);
    }
  }

  @Test
  void bytesGoToBuffersOfTheAcceleratorAndBack() {
    try (Accelerator accelerator = Accelerator.open(node); Arena arena = Arena.ofConfined()) {
      long size = (5 << 20) + 12;
      MemorySegment out = arena.allocate(size);
      for (long i = 0; i < size; i++) {
        out.set(JAVA_BYTE, i, (byte) (i * 31 + (i >> 12)));
      }
      for (BufferKind kind : BufferKind.values()) {
        MemorySegment back = arena.allocate(size);
        try (Buffer buffer = accelerator.createBuffer(size + 8, kind); Queue queue = accelerator.createQueue()) {
          queue.upload(out, buffer, 8).download(buffer, 8, back);
          assertThat(back.mismatch(out)).isEqualTo(-1);
          assertThatThrownBy(() -> queue.upload(out, buffer, 9)).isInstanceOf(IndexOutOfBoundsException.class);
          assertThatThrownBy(() -> queue.download(buffer, 9, back)).isInstanceOf(IndexOutOfBoundsException.class);
        }
      }
    }
  }

  @Test
  void aWaiterThatNeverSucceedsByLookingStopsLooking() {
    AdaptiveSpin spin = new AdaptiveSpin(1000);
    for (int i = 0; i < AdaptiveSpin.MISSES; i++) {
      assertThat(spin.nanos()).isEqualTo(1000);
      spin.learn(false);
    }
    for (int i = 0; i < AdaptiveSpin.PAUSE; i++) {
      assertThat(spin.nanos()).isZero();
      spin.learn(i % 2 == 0);
    }
    assertThat(spin.nanos()).isEqualTo(1000);
    for (int i = 0; i < 1000; i++) {
      spin.learn(i % 10 == 0);
      assertThat(spin.nanos()).isEqualTo(1000);
    }
    assertThat(node.calls()).doesNotContain(DxgIoctl.CREATEDEVICE);
  }
}
