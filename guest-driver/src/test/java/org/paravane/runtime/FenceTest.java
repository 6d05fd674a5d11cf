package org.paravane.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.paravane.abi.Errno;
import org.paravane.abi.ioctl.DxgIoctl;
import org.paravane.runtime.fake.FakeDevice;
import org.paravane.runtime.fake.FakeNode;

@Timeout(value = 20, unit = TimeUnit.SECONDS)
class FenceTest {
  private static final Duration SHORT = Duration.ofMillis(20);
  private static final Duration LONG = Duration.ofSeconds(15);

  private final ExecutorService threads = Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory());
  private final FakeNode node = new FakeNode();
  private final Accelerator accelerator = Accelerator.open(node,
      AcceleratorOptions.defaults().withSpin(Duration.ZERO));

  @AfterEach
  void nothingStays() {
    threads.close();
    accelerator.close();
    assertThat(node.alive()).isEmpty();
  }

  @Test
  void beginsWithItsValueAndGrows() {
    try (Fence fence = accelerator.createFence(5)) {
      assertThat(fence.value()).isEqualTo(5);
      fence.signal(7);
      assertThat(fence.value()).isEqualTo(7);
    }
  }

  @Test
  void aValueThatIsThereIsNotAskedFor() {
    try (Fence fence = accelerator.createFence(5)) {
      node.forgetCalls();
      fence.await(5);
      assertThat(fence.await(4, SHORT)).isTrue();
      assertThat(fence.await(0, Duration.ZERO)).isTrue();
      assertThat(node.calls()).isEmpty();
    }
  }

  @Test
  void aWaitEndsWhenItsTimeIsOver() {
    try (Fence fence = accelerator.createFence()) {
      long begin = System.nanoTime();
      assertThat(fence.await(1, SHORT)).isFalse();
      assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(SHORT.toNanos());
      assertThat(fence.await(1, Duration.ZERO)).isFalse();
    }
  }

  @Test
  void waitsWithTimeoutsUseTheSameDeadlineFenceAgain() {
    try (Fence fence = accelerator.createFence()) {
      for (int i = 0; i < 5; i++) {
        assertThat(fence.await(1, Duration.ofMillis(2))).isFalse();
      }
      assertThat(node.alive()).containsEntry("FakeFence", 3);
    }
  }

  @Test
  void aLateDeadlineDoesNotEndTheNextWait() throws Exception {
    try (Fence fence = accelerator.createFence()) {
      assertThat(fence.await(1, Duration.ofMillis(1))).isFalse();
      CompletableFuture<Boolean> waiting = CompletableFuture.supplyAsync(() -> fence.await(1, LONG), threads);
      node.awaitSleepers(1);
      fence.signal(1);
      assertThat(waiting.get()).isTrue();
    }
  }

  @Test
  void aSignalWakesASleeper() throws Exception {
    try (Fence fence = accelerator.createFence()) {
      CompletableFuture<Boolean> timed = CompletableFuture.supplyAsync(() -> fence.await(3, LONG), threads);
      CompletableFuture<Void> endless = CompletableFuture.runAsync(() -> fence.await(3), threads);
      node.awaitSleepers(2);
      fence.signal(2);
      assertThat(timed).isNotDone();
      fence.signal(3);
      assertThat(timed.get()).isTrue();
      endless.get();
    }
  }

  @Test
  void anInterruptEndsAWaitAndStays() throws Exception {
    interruptAWait();
  }

  private void interruptAWait() throws Exception {
    try (Fence fence = accelerator.createFence()) {
      CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
      Thread waiter = Thread.ofPlatform().start(() -> {
        try {
          fence.await(1, LONG);
        } catch (AcceleratorException e) {
          interrupted.complete(e.errno() == Errno.EINTR && Thread.currentThread().isInterrupted());
        }
      });
      node.awaitSleepers(1);
      waiter.interrupt();
      assertThat(interrupted.get()).isTrue();
    }
  }

  @Test
  void aSleepThatNoInterruptEndsIsShort() throws Exception {
    node.setUninterruptible();
    interruptAWait();
  }

  @Test
  void aSignalThatTheThreadHappenedToTakeEndsNoWait() throws Exception {
    node.setUninterruptible();
    try (Fence fence = accelerator.createFence()) {
      node.fail(DxgIoctl.WAITFORSYNCHRONIZATIONOBJECTFROMCPU, Errno.EINTR, null);
      CompletableFuture<Void> waiting = CompletableFuture.runAsync(() -> fence.await(1), threads);
      node.awaitSleepers(1);
      fence.signal(1);
      waiting.get();
    }
  }

  @Test
  void anInterruptedThreadDoesNotSleep() {
    try (Fence fence = accelerator.createFence()) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> fence.await(1)).isInstanceOf(AcceleratorException.class).hasMessageContaining("EINTR");
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void unplugWakesASleeper() throws InterruptedException {
    FakeNode other = new FakeNode();
    Accelerator doomed = Accelerator.open(other);
    Fence fence = doomed.createFence();
    CompletableFuture<Boolean> waiting = CompletableFuture.supplyAsync(() -> fence.await(1, LONG), threads);
    other.awaitSleepers(1);
    other.unplug();
    assertThatThrownBy(waiting::join).isInstanceOf(CompletionException.class)
        .cause().isInstanceOfSatisfying(AcceleratorException.class,
            e -> assertThat(e.errno()).isEqualTo(Errno.ENODEV));
    doomed.close();
  }

  @Test
  void aQueueSignalsAfterItsWork() {
    try (Fence fence = accelerator.createFence();
        Buffer buffer = accelerator.createBuffer(64);
        Queue queue = accelerator.createQueue()) {
      node.hold();
      queue.fill(buffer, 0, 64, 3).signal(fence, 9);
      assertThat(fence.value()).isZero();
      node.resume();
      assertThat(fence.await(9, LONG)).isTrue();
      assertThat(buffer.memory().get(java.lang.foreign.ValueLayout.JAVA_INT, 60)).isEqualTo(3);
    }
  }

  @Test
  void aQueueWaitsForASignalOfTheCpu() {
    try (Fence fence = accelerator.createFence();
        Buffer buffer = accelerator.createBuffer(64);
        Queue queue = accelerator.createQueue()) {
      long ticket = queue.waitFor(fence, 1).fill(buffer, 0, 64, 3).submit();
      assertThat(queue.isDone(ticket)).isFalse();
      fence.signal(1);
      queue.await(ticket);
      assertThat(queue.isDone(ticket)).isTrue();
    }
  }

  @Test
  void oneQueueWaitsForAnother() {
    try (Fence fence = accelerator.createFence();
        Buffer buffer = accelerator.createBuffer(4);
        Queue first = accelerator.createQueue();
        Queue second = accelerator.createQueue()) {
      second.waitFor(fence, 1).fill(buffer, 0, 4, 2).submit();
      first.fill(buffer, 0, 4, 1).signal(fence, 1);
      second.finish();
      assertThat(buffer.memory().get(java.lang.foreign.ValueLayout.JAVA_INT, 0)).isEqualTo(2);
    }
  }

  @Test
  void aValueReachedByLosingTheWorkIsAnException() {
    try (Fence fence = accelerator.createFence();
        Buffer buffer = accelerator.createBuffer(4);
        Queue queue = accelerator.createQueue()) {
      queue.fill(buffer, 0, 4, 1).signal(fence, 1);
      node.faultNext(FakeDevice.Fault.bad("bad packet: type=9"));
      queue.fill(buffer, 0, 4, 1).signal(fence, 2);

      fence.await(1);
      assertThatThrownBy(() -> fence.await(2)).isInstanceOf(AcceleratorException.class)
          .hasMessageContaining("bad packet: type=9");
    }
  }

  @Test
  void aFenceOfAnotherAcceleratorIsRefused() {
    try (Accelerator other = Accelerator.open(new FakeNode("fake1"));
        Fence foreign = other.createFence();
        Queue queue = accelerator.createQueue()) {
      assertThatThrownBy(() -> queue.signal(foreign, 1)).isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("another accelerator");
      assertThatThrownBy(() -> queue.waitFor(foreign, 1)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void aClosedFenceIsRefused() {
    Fence fence = accelerator.createFence();
    fence.close();
    assertThatThrownBy(fence::value).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> fence.signal(1)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> fence.await(1)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aRefusedSignalSaysWhy() {
    try (Fence fence = accelerator.createFence()) {
      node.fail(DxgIoctl.SIGNALSYNCHRONIZATIONOBJECTFROMCPU, Errno.EINVAL, "no such handle: handle=0x40");
      assertThatThrownBy(() -> fence.signal(1)).isInstanceOf(AcceleratorException.class)
          .hasMessage("SIGNALSYNCHRONIZATIONOBJECTFROMCPU: EINVAL: no such handle: handle=0x40, node=fake0");
    }
  }

  @Test
  void valuesAreUnsigned() throws InterruptedException, ExecutionException {
    try (Fence fence = accelerator.createFence(Long.MAX_VALUE)) {
      assertThat(fence.await(-1L, SHORT)).isFalse();
      fence.signal(-1L);
      assertThat(fence.await(-1L, SHORT)).isTrue();
      assertThat(fence.await(5, SHORT)).isTrue();
    }
  }
}
