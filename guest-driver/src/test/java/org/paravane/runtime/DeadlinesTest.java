package org.paravane.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.paravane.abi.Errno;
import org.paravane.abi.ioctl.DxgIoctl;
import org.paravane.runtime.fake.FakeNode;

/** Waits with an end, many of them. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class DeadlinesTest {
  private final ExecutorService threads = Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory());
  private final FakeNode node = new FakeNode();
  private final Accelerator accelerator = Accelerator.open(node, AcceleratorOptions.defaults().withSpin(Duration.ZERO));

  @AfterEach
  void nothingStays() {
    threads.close();
    accelerator.close();
    assertThat(node.alive()).isEmpty();
  }

  private int fences() {
    return node.alive().getOrDefault("FakeFence", 0);
  }

  private List<CompletableFuture<Boolean>> waiters(Fence fence, int count, Duration timeout) {
    List<CompletableFuture<Boolean>> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long value = i + 1L;
      all.add(CompletableFuture.supplyAsync(() -> fence.await(value, timeout), threads));
    }
    return all;
  }

  @Test
  void eachOfManyWaitersEndsInItsTime() {
    Fence fence = accelerator.createFence();
    assertThat(waiters(fence, 8, Duration.ofMillis(30))).allSatisfy(waiter -> assertThat(waiter.join()).isFalse());
  }

  @Test
  void aValueReachesThoseWhoWaitForItAndTheOthersEnd() throws InterruptedException {
    Fence fence = accelerator.createFence();
    List<CompletableFuture<Boolean>> all = waiters(fence, 6, Duration.ofMillis(800));
    node.awaitSleepers(6);
    fence.signal(3);
    for (int i = 0; i < all.size(); i++) {
      assertThat(all.get(i).join()).as("waiter %d", i).isEqualTo(i < 3);
    }
  }

  @Test
  void waitersOneAfterTheOtherShareOneDeadlineFence() {
    Fence fence = accelerator.createFence();
    int before = fences();
    for (int i = 0; i < 20; i++) {
      assertThat(fence.await(1, Duration.ofNanos(100_000))).isFalse();
    }
    assertThat(node.alive()).containsEntry("FakeFence", before + 1);
    assertThat(node.calls().stream().filter(DxgIoctl.CREATESYNCHRONIZATIONOBJECT::equals)).hasSize(2);
  }

  @Test
  void waitersAtTheSameTimeHaveADeadlineFenceEach() throws InterruptedException {
    Fence fence = accelerator.createFence();
    int before = fences();
    List<CompletableFuture<Boolean>> all = waiters(fence, 5, Duration.ofSeconds(20));
    node.awaitSleepers(5);
    assertThat(node.alive()).containsEntry("FakeFence", before + 5);
    fence.signal(100);
    assertThat(all).allSatisfy(waiter -> assertThat(waiter.join()).isTrue());
  }

  @Test
  void aWaitWithoutEndNeedsNoDeadline() throws Exception {
    Fence fence = accelerator.createFence();
    int before = fences();
    CompletableFuture<Void> waiter = CompletableFuture.runAsync(() -> fence.await(1), threads);
    node.awaitSleepers(1);
    assertThat(node.alive()).containsEntry("FakeFence", before);
    fence.signal(1);
    waiter.get();
  }

  @Test
  void aTimeTooLongToCountIsNoEnd() throws Exception {
    Fence fence = accelerator.createFence();
    CompletableFuture<Boolean> waiter = CompletableFuture
        .supplyAsync(() -> fence.await(1, Duration.ofDays(1_000_000)), threads);
    node.awaitSleepers(1);
    fence.signal(1);
    assertThat(waiter.get()).isTrue();
  }

  @Test
  void aDeadlineThatCannotBeMadeIsAnException() {
    Fence fence = accelerator.createFence();
    node.fail(DxgIoctl.CREATESYNCHRONIZATIONOBJECT, Errno.ENOMEM, "too many sync objects: limit=3");
    assertThatThrownBy(() -> fence.await(1, Duration.ofMillis(1))).isInstanceOf(AcceleratorException.class)
        .hasMessageContaining("too many sync objects");
    assertThat(fence.await(1, Duration.ofMillis(1))).isFalse();
  }

  @Test
  void aRefusedWaitIsAnException() {
    Fence fence = accelerator.createFence();
    node.fail(DxgIoctl.WAITFORSYNCHRONIZATIONOBJECTFROMCPU, Errno.ENOMEM, "too many waiters: limit=1024");
    assertThatThrownBy(() -> fence.await(1)).isInstanceOf(AcceleratorException.class)
        .hasMessageContaining("too many waiters");
  }

  @Test
  void aWaitThatIsRefusedAfterTheValueCameIsNone() {
    Fence fence = accelerator.createFence();
    node.fail(DxgIoctl.WAITFORSYNCHRONIZATIONOBJECTFROMCPU, Errno.EIO, "lost");
    CompletableFuture.runAsync(() -> fence.signal(1), threads).join();
    fence.await(1);
  }

  @Test
  void spinningWaitsSeeAValueWithoutSleeping() throws Exception {
    try (
        Accelerator spinning = Accelerator.open(node, AcceleratorOptions.defaults().withSpin(Duration.ofSeconds(20)))) {
      Fence fence = spinning.createFence();
      node.forgetCalls();
      CompletableFuture<Boolean> waiter = CompletableFuture.supplyAsync(() -> fence.await(1, Duration.ofSeconds(20)),
          threads);
      fence.signal(1);
      assertThat(waiter.get()).isTrue();
      assertThat(node.calls()).containsExactly(DxgIoctl.SIGNALSYNCHRONIZATIONOBJECTFROMCPU);
    }
  }
}
