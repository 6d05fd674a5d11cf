package org.paravane.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.paravane.device.TestBed.errno;
import static org.paravane.device.TestBed.ok;
import static org.paravane.device.TestBed.open;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.device.io.Caller;
import org.paravane.device.io.IoctlResult;
import org.paravane.device.io.PollEvents;
import org.paravane.device.io.PollQueue;
import org.paravane.device.io.PollWaiter;

/** A device goes away under its users: linux-accel.md 4.2, 5.4, 19.1. */
@Timeout(30)
class UnplugTest {
  private final TestBed bed = new TestBed();
  private final List<String> log = Collections.synchronizedList(new ArrayList<>());

  /** Blocks in ioctl, and in open if told to, until the unplug says otherwise. */
  private final class Blocking implements FileOperations {
    final CountDownLatch inside = new CountDownLatch(1);
    final CountDownLatch over = new CountDownLatch(1);
    final AtomicBoolean blockOpen = new AtomicBoolean();

    private boolean block() {
      inside.countDown();
      try {
        return over.await(20, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        return false;
      }
    }

    @Override
    public Result<Object> open(OpenFile file) {
      return blockOpen.get() && block() ? Result.failed(Errno.ENODEV, "gone while opening") : Result.ok("data");
    }

    @Override
    public IoctlResult ioctl(OpenFile file, int request, MemorySegment argument) {
      boolean woken = block();
      log.add("ioctl ends");
      return woken
          ? IoctlResult.failed(Errno.ENODEV, "gone while waiting")
          : IoctlResult.failed(Errno.EINTR, "interrupted");
    }

    @Override
    public void unplugging(DeviceNode node) {
      log.add("unplugging");
      if (blockOpen.get()) {
        over.countDown();
      }
    }

    @Override
    public void unplugged(OpenFile file) {
      log.add("unplugged");
      over.countDown();
    }

    @Override
    public void release(OpenFile file) {
      log.add("release");
    }
  }

  private static CompletableFuture<Integer> ioctl(OpenFile file) {
    CompletableFuture<Integer> answer = new CompletableFuture<>();
    Thread.ofPlatform().start(() -> {
      try (Arena arena = Arena.ofConfined()) {
        answer.complete(file.ioctl(1, arena.allocate(8)).value());
      }
    });
    return answer;
  }

  @Test
  void aBlockedCallIsEndedAndWaitedFor() throws InterruptedException {
    Blocking operations = new Blocking();
    DeviceNode node = bed.node("w", operations);
    OpenFile file = open(node);
    CompletableFuture<Integer> answer = ioctl(file);
    operations.inside.await();

    node.unregister();
    log.add("unregistered");

    assertThat(answer.join()).isEqualTo(-Errno.ENODEV.number());
    file.close();
    assertThat(log).containsExactly("unplugging", "unplugged", "ioctl ends", "unregistered", "release");
  }

  @Test
  void aBlockedOpenIsEndedAndWaitedFor() throws InterruptedException {
    Blocking operations = new Blocking();
    operations.blockOpen.set(true);
    DeviceNode node = bed.node("w", operations);
    CompletableFuture<Result<OpenFile>> answer = new CompletableFuture<>();
    Thread.ofPlatform().start(() -> answer.complete(node.open(Caller.internal())));
    operations.inside.await();

    node.unregister();

    assertThat(errno(answer.join())).isEqualTo(Errno.ENODEV);
    assertThat(log).containsExactly("unplugging");
    assertThat(node.openCount()).isZero();
  }

  @Test
  void aBlockedCallEndsWhenItsThreadIsInterrupted() throws InterruptedException {
    Blocking operations = new Blocking();
    OpenFile file = open(bed.node("w", operations));
    CompletableFuture<Integer> answer = new CompletableFuture<>();
    Thread caller = Thread.ofPlatform().start(() -> {
      try (Arena arena = Arena.ofConfined()) {
        answer.complete(file.ioctl(1, arena.allocate(8)).value());
      }
    });
    operations.inside.await();
    caller.interrupt();

    assertThat(answer.join()).isEqualTo(-Errno.EINTR.number());
    file.close();
  }

  @Test
  void anOrphanAnswersEnodevAndItsReleaseRunsOnceAfterTheLastClose() {
    AtomicInteger releases = new AtomicInteger();
    AtomicInteger calls = new AtomicInteger();
    FileOperations operations = new FileOperations() {
      @Override
      public IoctlResult ioctl(OpenFile file, int request, MemorySegment argument) {
        calls.incrementAndGet();
        return IoctlResult.ok();
      }

      @Override
      public void release(OpenFile file) {
        releases.incrementAndGet();
      }
    };
    DeviceNode node = bed.node("w", operations);
    OpenFile file = open(node);
    OpenFile copy = ok(file.duplicate());
    bed.bus.remove(node.device());

    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(8);
      assertThat(file.ioctl(1, buffer).value()).isEqualTo(-Errno.ENODEV.number());
      assertThat(file.ioctl(1, buffer).reason()).isEqualTo("device is gone: node=toy0");
      assertThat(errno(file.mmap(0, 4096, false))).isEqualTo(Errno.ENODEV);
      assertThat(errno(file.read(buffer, 0))).isEqualTo(Errno.ENODEV);
      assertThat(errno(file.write(buffer, 0))).isEqualTo(Errno.ENODEV);
    }
    assertThat(file.poll(PollWaiter.none())).isEqualTo(PollEvents.GONE);
    assertThat(file.isUnplugged()).isTrue();
    assertThat(errno(node.open(Caller.internal()))).isEqualTo(Errno.ENODEV);
    assertThat(calls).hasValue(0);
    file.close();
    assertThat(releases).hasValue(0);
    copy.close();
    copy.close();
    assertThat(releases).hasValue(1);
    assertThat(node.openCount()).isZero();
  }

  @Test
  void pollersWakeAtUnplugAndAtTheDriversQueues() throws InterruptedException {
    PollQueue queue = new PollQueue();
    AtomicBoolean ready = new AtomicBoolean();
    FileOperations operations = new FileOperations() {
      @Override
      public PollEvents poll(OpenFile file, PollWaiter waiter) {
        waiter.watch(queue);
        return ready.get() ? PollEvents.IN : PollEvents.NONE;
      }
    };
    DeviceNode node = bed.node("w", operations);
    OpenFile file = open(node);
    assertThat(file.awaitEvents(PollEvents.IN, Duration.ofMillis(5))).isEqualTo(PollEvents.NONE);

    CompletableFuture<PollEvents> first = await(file);
    while (queue.size() == 0) {
      Thread.onSpinWait();
    }
    ready.set(true);
    queue.wake();
    assertThat(first.join()).isEqualTo(PollEvents.IN);

    ready.set(false);
    CompletableFuture<PollEvents> second = await(file);
    while (queue.size() == 0) {
      Thread.onSpinWait();
    }
    node.unregister();
    assertThat(second.join()).isEqualTo(PollEvents.GONE);
    assertThat(queue.size()).isZero();
    file.close();
  }

  private static CompletableFuture<PollEvents> await(OpenFile file) {
    CompletableFuture<PollEvents> answer = new CompletableFuture<>();
    Thread.ofVirtual().start(() -> {
      try {
        answer.complete(file.awaitEvents(PollEvents.IN, Duration.ofSeconds(20)));
      } catch (InterruptedException e) {
        answer.completeExceptionally(e);
      }
    });
    return answer;
  }

  @Test
  void noPollMissesAnUnplug() {
    for (int i = 0; i < 300; i++) {
      FileOperations never = new FileOperations() {
        @Override
        public PollEvents poll(OpenFile file, PollWaiter waiter) {
          return PollEvents.NONE;
        }
      };
      DeviceNode node = bed.node("w" + i, never);
      OpenFile file = open(node);
      CompletableFuture<PollEvents> answer = await(file);
      node.unregister();
      assertThat(answer.join()).isEqualTo(PollEvents.GONE);
      file.close();
    }
  }

  @Test
  void aFileClosedWithACallInsideIsToldToo() throws InterruptedException {
    Blocking operations = new Blocking();
    DeviceNode node = bed.node("w", operations);
    OpenFile file = open(node);
    CompletableFuture<Integer> answer = ioctl(file);
    operations.inside.await();
    file.close();
    assertThat(log).isEmpty();

    node.unregister();

    assertThat(answer.join()).isEqualTo(-Errno.ENODEV.number());
    assertThat(log).startsWith("unplugging", "unplugged", "ioctl ends").containsOnlyOnce("release").hasSize(4);
  }

  @Test
  void aReleaseUnderWayIsWaitedFor() throws InterruptedException {
    CountDownLatch inRelease = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    FileOperations operations = new FileOperations() {
      @Override
      public void release(OpenFile file) {
        inRelease.countDown();
        try {
          goOn.await();
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
        log.add("release ends");
      }
    };
    DeviceNode node = bed.node("w", operations);
    OpenFile file = open(node);
    Thread closer = Thread.ofPlatform().start(file::close);
    inRelease.await();
    Thread remover = Thread.ofPlatform().start(() -> {
      node.unregister();
      log.add("unregistered");
    });
    assertThat(remover.join(Duration.ofMillis(30))).isFalse();
    goOn.countDown();
    remover.join();
    closer.join();

    assertThat(log).containsExactly("release ends", "unregistered");
  }

  @Test
  void aSecondUnregisterReturnsWhenTheFirstIsThrough() throws InterruptedException {
    Blocking operations = new Blocking();
    CountDownLatch stuck = new CountDownLatch(1);
    FileOperations stubborn = new FileOperations() {
      @Override
      public IoctlResult ioctl(OpenFile file, int request, MemorySegment argument) {
        operations.inside.countDown();
        try {
          stuck.await();
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
        return IoctlResult.ok();
      }
    };
    DeviceNode node = bed.node("w", stubborn);
    OpenFile file = open(node);
    CompletableFuture<Integer> answer = ioctl(file);
    operations.inside.await();
    Thread first = Thread.ofPlatform().start(node::unregister);
    Thread second = Thread.ofPlatform().start(node::unregister);
    assertThat(first.join(Duration.ofMillis(20))).isFalse();
    assertThat(second.join(Duration.ofMillis(20))).isFalse();
    stuck.countDown();
    first.join();
    second.join();

    assertThat(answer.join()).isZero();
    file.close();
    assertThat(bed.registry.census().minors()).isZero();
  }

  @Test
  void removeIsCalledWithNobodyInside() {
    AtomicInteger inside = new AtomicInteger();
    List<Integer> seen = Collections.synchronizedList(new ArrayList<>());
    FileOperations counting = new FileOperations() {
      @Override
      public IoctlResult ioctl(OpenFile file, int request, MemorySegment argument) {
        inside.incrementAndGet();
        Thread.onSpinWait();
        inside.decrementAndGet();
        return IoctlResult.ok();
      }
    };
    WidgetDriver driver = new WidgetDriver("d").probing(
        device -> ProbeResult.of(bed.nodes.register(device, NodeOptions.defaults(), counting, List.of())));
    driver.onRemove = device -> seen.add(inside.get());
    ok(bed.bus.addDriver(driver));
    for (int i = 0; i < 20; i++) {
      Device device = bed.plug("w" + i);
      OpenFile file = open(device.nodes().getFirst());
      List<Thread> callers = new ArrayList<>();
      for (int t = 0; t < 3; t++) {
        callers.add(Thread.ofVirtual().start(() -> {
          try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(8);
            while (file.ioctl(1, buffer).isOk()) {
              Thread.onSpinWait();
            }
          }
        }));
      }
      bed.bus.remove(device);
      callers.forEach(caller -> {
        try {
          caller.join();
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      });
      file.close();
    }

    assertThat(seen).hasSize(20).containsOnly(0);
  }

  @Test
  void callsOpensAndReadsNeedNoLockOfTheRegistry() throws InterruptedException {
    CountDownLatch probing = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    DeviceNode node = bed.node("w", FileOperations.none());
    ok(bed.bus.addDriver(new WidgetDriver("slow", new MatchId("slow")).probing(device -> {
      probing.countDown();
      try {
        goOn.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      return ProbeResult.bound();
    })));
    Thread prober = Thread.ofPlatform().start(() -> ok(bed.bus.add(DeviceSpec.named("slow", new MatchId("slow")))));
    probing.await();
    Thread holder = Thread.ofPlatform().start(() -> {
      node.device().lock().lock();
      try {
        goOn.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      } finally {
        node.device().lock().unlock();
      }
    });
    while (!node.device().lock().isLocked()) {
      Thread.onSpinWait();
    }

    // All of this on the test's own thread, with one device in its probe and this one's lock held.
    try (Arena arena = Arena.ofConfined(); OpenFile file = open(node)) {
      assertThat(file.ioctl(1, arena.allocate(8)).value()).isEqualTo(-Errno.ENOTTY.number());
      assertThat(bed.read(node.path() + "/open_count")).isEqualTo("1\n");
      assertThat(bed.list("sys/bus/test/devices")).containsExactly("slow", "w");
    }
    goOn.countDown();
    prober.join();
    holder.join();
  }
}
