package org.paravane.runtime;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.paravane.abi.Errno;
import org.paravane.abi.accel.KernelArguments;
import org.paravane.abi.ioctl.DeviceExecutionState;
import org.paravane.abi.ioctl.DxgIoctl;
import org.paravane.runtime.fake.FakeDevice;
import org.paravane.runtime.fake.FakeNode;

@Timeout(value = 30, unit = TimeUnit.SECONDS)
class QueueTest {
  private static final Duration SHORT = Duration.ofMillis(20);

  private final ExecutorService threads = Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory());
  private final FakeNode node = new FakeNode();
  private final Accelerator accelerator = Accelerator.open(node,
      AcceleratorOptions.defaults().withStallTimeout(Duration.ofMillis(100)).withCloseTimeout(SHORT));

  @AfterEach
  void nothingStays() {
    threads.close();
    accelerator.close();
    assertThat(node.alive()).isEmpty();
  }

  private Queue small(int packets) {
    return accelerator.createQueue(QueueOptions.defaults().withPackets(packets));
  }

  @Test
  void nothingIsHandedOverBeforeSubmit() {
    try (Queue queue = accelerator.createQueue(); Buffer buffer = accelerator.createBuffer(64)) {
      queue.fill(buffer, 0, 64, 1).fill(buffer, 0, 32, 2).barrier();
      assertThat(node.submissions()).isZero();

      long ticket = queue.submit();

      assertThat(node.submissions()).isEqualTo(1);
      assertThat(node.packets()).isEqualTo(3);
      assertThat(queue.isDone(ticket)).isTrue();
      assertThat(buffer.memory().getAtIndex(JAVA_INT, 7)).isEqualTo(2);
      assertThat(buffer.memory().getAtIndex(JAVA_INT, 8)).isEqualTo(1);
    }
  }

  @Test
  void aSubmitOfNothingIsNoSubmission() {
    try (Queue queue = accelerator.createQueue()) {
      assertThat(queue.submit()).isZero();
      queue.finish();
      assertThat(queue.isDone(0)).isTrue();
      assertThat(node.submissions()).isZero();
    }
  }

  @Test
  void aSubmitIsOneIoctl() {
    try (Queue queue = accelerator.createQueue()) {
      for (int i = 0; i < 100; i++) {
        queue.barrier();
      }
      node.forgetCalls();
      queue.finish();
      assertThat(node.calls()).containsExactly(DxgIoctl.SUBMITCOMMANDTOHWQUEUE);
    }
  }

  @Test
  void kernelsOfEveryKindRun() {
    try (Queue queue = accelerator.createQueue();
        Buffer a = accelerator.createBuffer(16);
        Buffer b = accelerator.createBuffer(16);
        Buffer c = accelerator.createBuffer(16)) {
      for (int i = 0; i < 4; i++) {
        a.memory().setAtIndex(JAVA_FLOAT, i, i + 1);
      }
      Kernel fill = accelerator.kernel("fill");
      Kernel sgemm = accelerator.kernel("sgemm");
      Kernel reduce = accelerator.kernel("reduce");
      queue.dispatch(fill, Grid.of(4), fill.arguments().buffer(b).u64(4).u32(Float.floatToIntBits(2)))
          .dispatch(sgemm, Grid.of(2, 2),
              sgemm.arguments().buffer(a).buffer(b).buffer(c).u32(2).u32(2).u32(2).f32(1).f32(0))
          .dispatch(reduce, Grid.of(1), reduce.arguments(
              new KernelArguments.Reduce(c.gpuAddress(), a.gpuAddress(), 4, 0, 0)))
          .finish();
      assertThat(c.memory().toArray(JAVA_FLOAT)).containsExactly(6, 6, 14, 14);
      assertThat(a.memory().getAtIndex(JAVA_FLOAT, 0)).isEqualTo(40);
    }
  }

  @Test
  void oneArgumentsObjectServesManyDispatches() {
    try (Queue queue = small(8); Buffer buffer = accelerator.createBuffer(4 * 50)) {
      Kernel fill = accelerator.kernel("fill");
      Arguments arguments = fill.arguments();
      for (int i = 0; i < 50; i++) {
        queue.dispatch(fill, Grid.of(1), arguments.rewind().buffer(buffer, 4L * i, 4).u64(1).u32(i));
      }
      queue.finish();
      assertThat(buffer.memory().toArray(JAVA_INT)).containsExactly(IntStream.range(0, 50).toArray());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 5, 64})
  void theRingWrapsAtAnySize(int packets) {
    Random random = new Random(packets);
    try (Queue queue = small(packets); Buffer buffer = accelerator.createBuffer(4)) {
      int written = 0;
      for (int round = 0; round < 200; round++) {
        int batch = 1 + random.nextInt(2 * packets);
        for (int i = 0; i < batch; i++) {
          queue.fill(buffer, 0, 4, ++written);
        }
        queue.finish();
        assertThat(buffer.memory().get(JAVA_INT, 0)).as("seed %d, round %d", packets, round).isEqualTo(written);
      }
      assertThat(node.packets()).isEqualTo(written);
    }
  }

  @Test
  void aFullRingWaitsForRoom() throws Exception {
    try (Queue queue = small(4);
        Buffer buffer = accelerator.createBuffer(4);
        Accelerator patient = Accelerator.open(node)) {
      Queue work = patient.createQueue(QueueOptions.defaults().withPackets(4));
      node.hold();
      for (int i = 0; i < 4; i++) {
        work.barrier();
      }
      CompletableFuture<Long> fifth = CompletableFuture.supplyAsync(() -> work.barrier().submit(), threads);
      node.awaitSleepers(1);
      assertThat(fifth).isNotDone();
      node.resume();
      work.await(fifth.get());
      assertThat(node.packets()).isEqualTo(5);
      queue.fill(buffer, 0, 4, 1).finish();
    }
  }

  @Test
  void aRingWithoutProgressIsAnErrorInTime() {
    Queue queue = small(2);
    node.hold();
    queue.barrier().barrier();
    AcceleratorException stalled = catchThrowableOfType(AcceleratorException.class, queue::barrier);
    assertThat(stalled.errno()).isEqualTo(Errno.ETIMEDOUT);
    assertThat(stalled.reason()).contains("no progress");
    node.resume();
    queue.barrier().finish();
  }

  @Test
  void aWaitForATicketEndsInTime() {
    try (Queue queue = accelerator.createQueue()) {
      node.hold();
      long ticket = queue.barrier().submit();
      assertThat(queue.isDone(ticket)).isFalse();
      assertThat(queue.await(ticket, SHORT)).isFalse();
      assertThat(queue.finish(SHORT)).isFalse();
      node.resume();
      assertThat(queue.finish(SHORT)).isTrue();
    }
  }

  @Test
  void aHostWithoutRoomIsAskedAgainWhenWorkIsDone() {
    try (Queue queue = accelerator.createQueue()) {
      node.hold();
      queue.barrier().submit();
      node.fail(DxgIoctl.SUBMITCOMMANDTOHWQUEUE, Errno.EAGAIN, "context has too many operations");
      queue.barrier();
      CompletableFuture<Long> second = CompletableFuture.supplyAsync(queue::submit, threads);
      node.resume();
      queue.await(second.join());
      assertThat(node.packets()).isEqualTo(2);
    }
  }

  @Test
  void aRefusedSubmitKeepsWhatWasWritten() {
    try (Queue queue = accelerator.createQueue()) {
      node.fail(DxgIoctl.SUBMITCOMMANDTOHWQUEUE, Errno.ENOMEM, "too much work queued: limit=1");
      queue.barrier();
      assertThatThrownBy(queue::submit).isInstanceOf(AcceleratorException.class)
          .hasMessage("SUBMITCOMMANDTOHWQUEUE: ENOMEM: too much work queued: limit=1, node=fake0");
      queue.finish();
      assertThat(node.packets()).isEqualTo(1);
    }
  }

  @Test
  void aPageFaultLosesTheQueueAndTellsWhere() {
    try (Queue queue = accelerator.createQueue(); Buffer buffer = accelerator.createBuffer(4096)) {
      Kernel fill = accelerator.kernel("fill");
      long done = queue.fill(buffer, 0, 4, 7).submit();
      long lost = queue.dispatch(fill, Grid.of(1), fill.arguments().u64(0xdead000).u64(4).u32(1)).submit();

      AcceleratorException failure = catchThrowableOfType(AcceleratorException.class, () -> queue.await(lost));

      assertThat(failure.errno()).isEqualTo(Errno.ECANCELED);
      assertThat(failure).hasMessageContaining("page fault: address=0xdead000");
      assertThat(failure.fault()).hasValueSatisfying(fault -> {
        assertThat(fault.state()).contains(DeviceExecutionState.ERROR_DMAPAGEFAULT);
        assertThat(fault.isPageFault()).isTrue();
        assertThat(fault.address()).isEqualTo(0xdead000);
      });
      queue.await(done);
      assertThat(queue.isDone(done)).isTrue();
      assertThatThrownBy(() -> queue.isDone(lost)).isInstanceOf(AcceleratorException.class);
      assertThatThrownBy(queue::barrier).isInstanceOf(AcceleratorException.class)
          .hasMessageContaining("work was lost");
      assertThatThrownBy(queue::submit).isInstanceOf(AcceleratorException.class);
    }
  }

  @Test
  void workBehindAFaultIsLostToo() {
    try (Queue queue = accelerator.createQueue(); Buffer buffer = accelerator.createBuffer(4)) {
      node.hold();
      node.faultNext(FakeDevice.Fault.bad("injected"));
      long first = queue.fill(buffer, 0, 4, 1).submit();
      long second = queue.fill(buffer, 0, 4, 2).submit();
      node.resume();
      assertThatThrownBy(() -> queue.await(second)).isInstanceOf(AcceleratorException.class)
          .hasMessageContaining("injected");
      assertThatThrownBy(() -> queue.await(first)).isInstanceOf(AcceleratorException.class);
      assertThat(buffer.memory().get(JAVA_INT, 0)).isZero();
    }
  }

  @Test
  void otherQueuesGoOnAfterAFault() {
    try (Queue lost = accelerator.createQueue();
        Queue healthy = accelerator.createQueue();
        Buffer buffer = accelerator.createBuffer(4)) {
      node.faultNext(FakeDevice.Fault.bad("injected"));
      lost.barrier();
      assertThatThrownBy(lost::finish).isInstanceOf(AcceleratorException.class);
      healthy.fill(buffer, 0, 4, 5).finish();
      assertThat(buffer.memory().get(JAVA_INT, 0)).isEqualTo(5);
    }
  }

  @Test
  void aNodeThatSaysNothingOfAFaultStillNamesTheState() {
    try (Queue queue = accelerator.createQueue()) {
      node.faultNext(new FakeDevice.Fault(DeviceExecutionState.HUNG, 0, ""));
      queue.barrier();
      long ticket = queue.submit();
      node.fail(DxgIoctl.WAITFORSYNCHRONIZATIONOBJECTFROMCPU, Errno.ECANCELED, null);
      AcceleratorException failure = catchThrowableOfType(AcceleratorException.class, () -> queue.await(ticket));
      assertThat(failure.fault().orElseThrow().state()).contains(DeviceExecutionState.HUNG);
    }
  }

  @Test
  void whatTheStateSaysOfAFaultIsTold() {
    node.sayWhyWithState();
    try (Queue queue = accelerator.createQueue()) {
      node.faultNext(FakeDevice.Fault.page(0x7000, "page fault: kernel=saxpy, argument=y"));
      queue.barrier();
      AcceleratorException failure = catchThrowableOfType(AcceleratorException.class, queue::finish);
      assertThat(failure.fault()).contains(
          new ContextFault(DeviceExecutionState.ERROR_DMAPAGEFAULT.value(), 0x7000,
              "page fault: kernel=saxpy, argument=y"));
    }
  }

  @Test
  void aRefusedSubmitOfALostContextIsAFault() {
    try (Queue queue = accelerator.createQueue()) {
      node.faultNext(FakeDevice.Fault.bad("bad packet: type=3"));
      queue.barrier().submit();
      node.fail(DxgIoctl.SUBMITCOMMANDTOHWQUEUE, Errno.EINVAL, "context is lost");
      queue.barrier();
      AcceleratorException failure = catchThrowableOfType(AcceleratorException.class, queue::submit);
      assertThat(failure.errno()).isEqualTo(Errno.ECANCELED);
      assertThat(failure.fault()).isPresent();
    }
  }

  @Test
  void argumentsAreCheckedBeforeAPacketIsWritten() {
    try (Queue queue = accelerator.createQueue()) {
      Kernel saxpy = accelerator.kernel("saxpy");
      Kernel fill = accelerator.kernel("fill");
      assertThatThrownBy(() -> queue.dispatch(saxpy, Grid.of(1), saxpy.arguments().u64(1)))
          .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("name=y");
      assertThatThrownBy(() -> queue.dispatch(saxpy, Grid.of(1), fill.arguments().u64(0).u64(0).u32(0)))
          .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("another kernel");
      queue.finish();
      assertThat(node.packets()).isZero();
    }
  }

  @Test
  void rangesAreChecked() {
    try (Queue queue = accelerator.createQueue();
        Buffer buffer = accelerator.createBuffer(64);
        Buffer other = accelerator.createBuffer(32)) {
      assertThatThrownBy(() -> queue.copy(buffer, 0, buffer, 16, 32)).isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("overlap");
      assertThatThrownBy(() -> queue.copy(buffer, other)).isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> queue.fill(buffer, 2, 4, 0)).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> queue.fill(buffer, 0, 3, 0)).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> queue.fill(buffer, 64, 4, 0)).isInstanceOf(IndexOutOfBoundsException.class);
      queue.copy(buffer, 0, buffer, 32, 32).finish();
      assertThat(node.packets()).isEqualTo(1);
    }
  }

  @Test
  void manySignalsWithoutWaitingAreBounded() {
    try (Queue queue = accelerator.createQueue(); Fence fence = accelerator.createFence()) {
      for (int i = 1; i <= 3000; i++) {
        queue.signal(fence, i);
      }
      fence.await(3000);
      assertThat(node.submissions()).as("markers").isEqualTo(5);
    }
  }

  @Test
  void manyThreadsMayUseOneQueue() {
    try (Queue queue = small(16); Buffer buffer = accelerator.createBuffer(4 * 400)) {
      List<CompletableFuture<Void>> all = IntStream.range(0, 4)
          .mapToObj(thread -> CompletableFuture.runAsync(() -> {
            for (int i = 0; i < 100; i++) {
              queue.fill(buffer, 4L * (100 * thread + i), 4, 100 * thread + i);
              if (i % 7 == 0) {
                queue.finish();
              }
            }
          }, threads)).toList();
      all.forEach(CompletableFuture::join);
      queue.finish();
      assertThat(buffer.memory().toArray(JAVA_INT)).containsExactly(IntStream.range(0, 400).toArray());
    }
  }

  @Test
  void closeForgetsWhatWasNotSubmitted() {
    Queue queue = accelerator.createQueue();
    queue.barrier();
    queue.close();
    assertThat(node.packets()).isZero();
    assertThatThrownBy(queue::barrier).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(queue::submit).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> queue.isDone(1)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> queue.await(1)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void unplugIsEnodevForEveryCall() {
    FakeNode other = new FakeNode();
    Accelerator doomed = Accelerator.open(other);
    Queue queue = doomed.createQueue();
    other.hold();
    long ticket = queue.barrier().submit();
    other.unplug();
    queue.barrier();
    assertThatThrownBy(queue::submit)
        .isInstanceOfSatisfying(AcceleratorException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ENODEV));
    assertThatThrownBy(() -> queue.await(ticket))
        .isInstanceOfSatisfying(AcceleratorException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ENODEV));
    doomed.close();
  }

  @Test
  void aQueueOfACopyEngineCopies() {
    try (Queue queue = accelerator.createQueue(QueueOptions.defaults().withEngine(0));
        Buffer from = accelerator.createBuffer(8);
        Buffer to = accelerator.createBuffer(8)) {
      from.memory().set(JAVA_INT, 4, 9);
      queue.copy(from, to).finish();
      assertThat(to.memory().get(JAVA_INT, 4)).isEqualTo(9);
    }
  }

  @Test
  void aKernelWithMoreArgumentsThanTheQueueHasRoomForIsRefused() {
    Kernel large = new Kernel("large", 1, 4096, List.of());
    try (Queue queue = accelerator.createQueue()) {
      assertThatThrownBy(() -> queue.dispatch(large, Grid.of(1), large.arguments()))
          .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("takes=4096");
    }
  }
}
