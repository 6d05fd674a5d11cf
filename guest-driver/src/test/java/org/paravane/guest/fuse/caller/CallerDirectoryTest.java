package org.paravane.guest.fuse.caller;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.device.io.Caller;
import org.paravane.device.io.CallerFd;
import org.paravane.device.io.CallerMemory;
import org.paravane.linux.EventFd;
import org.paravane.linux.Processes;

/** Threads of this process as callers. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class CallerDirectoryTest {
  private final CallerDirectory directory = new CallerDirectory();
  private final CountDownLatch end = new CountDownLatch(1);
  private final List<Thread> threads = new ArrayList<>();

  @AfterEach
  void close() throws InterruptedException {
    endThreads();
    directory.close();
  }

  private void endThreads() throws InterruptedException {
    end.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
  }

  /** A thread that lives until the end of the test; the answer is its id in the system. */
  private int startThread() throws InterruptedException {
    LinkedBlockingQueue<Integer> id = new LinkedBlockingQueue<>();
    threads.add(new Thread(null, () -> {
      id.add(threadId());
      try {
        end.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }, "caller", 128 * 1_024));
    threads.getLast().start();
    return id.take();
  }

  /** Java's thread is over a little before the system's. */
  private static void awaitExit(List<Integer> ids) throws InterruptedException {
    for (int id : ids) {
      while (Files.exists(Path.of("/proc/self/task/" + id))) {
        Thread.sleep(1);
      }
    }
  }

  private static int threadId() {
    try {
      return Integer.parseInt(Files.readSymbolicLink(Path.of("/proc/thread-self")).getFileName().toString());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static long descriptors() throws IOException {
    try (Stream<Path> fds = Files.list(Path.of("/proc/self/fd"))) {
      return fds.count();
    }
  }

  private KnownThread found(int threadId) {
    return Objects.requireNonNull(directory.find(threadId), "thread is known");
  }

  private static Caller caller(KnownThread thread, int userId) {
    return switch (thread.caller(userId, 0)) {
      case Result.Ok<Caller>(Caller caller) -> caller;
      case Result.Failed<Caller> failed -> throw new AssertionError(failed.reason());
    };
  }

  private static Errno errno(Result<?> result) {
    return result instanceof Result.Failed<?> failed ? failed.errno() : Errno.ENOTRECOVERABLE;
  }

  @Test
  void aThreadLeadsToItsProcess() throws Exception {
    int id = startThread();
    KnownThread thread = found(id);
    assertThat(thread.threadGroupId()).isEqualTo(Processes.pid());
    assertThat(caller(thread, 5)).isEqualTo(new Caller(Processes.pid(), id, 5, 0, caller(thread, 5).memory()));
    assertThat(caller(thread, 5)).isSameAs(caller(thread, 5));
    assertThat(caller(thread, 6).userId()).isEqualTo(6);
    KnownThread again = found(id);
    assertThat(again).isSameAs(thread);
    directory.letGo(thread);
    directory.letGo(again);
    assertThat(directory.size()).isEqualTo(1);
  }

  @Test
  void whatIsNotThereIsNotFound() {
    assertThat(directory.find(0)).isNull();
    assertThat(directory.find(-1)).isNull();
    assertThat(directory.find(Integer.MAX_VALUE)).isNull();
    assertThat(directory.size()).isZero();
  }

  @Test
  void aThreadThatIsGoneIsForgotten() throws Exception {
    int id = startThread();
    directory.letGo(found(id));
    endThreads();
    awaitExit(List.of(id));
    assertThat(directory.find(id)).isNull();
    assertThat(directory.size()).isZero();
  }

  @Test
  void sweepingForgetsOnlyThoseThatAreGone() throws Exception {
    long before = descriptors();
    int mine = threadId();
    directory.letGo(found(mine));
    List<Integer> ids = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      ids.add(startThread());
      directory.letGo(found(ids.getLast()));
    }
    assertThat(directory.size()).isEqualTo(21);
    directory.sweep();
    assertThat(directory.size()).isEqualTo(21);
    endThreads();
    awaitExit(ids);
    directory.sweep();
    assertThat(directory.size()).isEqualTo(1);
    assertThat(descriptors()).isLessThanOrEqualTo(before + 1);
  }

  @Test
  void moreThreadsThanThereIsRoomForCostNoMoreDescriptors() throws Exception {
    long before = descriptors();
    List<Integer> ids = new ArrayList<>();
    for (int i = 0; i < 1_200; i++) {
      ids.add(startThread());
      directory.letGo(found(ids.getLast()));
    }
    assertThat(directory.size()).isBetween(900, 1_024);
    assertThat(descriptors() - before).isLessThanOrEqualTo(1_024 + 2);
    for (int id : ids) {
      KnownThread thread = found(id);
      assertThat(thread.threadId()).isEqualTo(id);
      directory.letGo(thread);
    }
    assertThat(directory.size()).isLessThanOrEqualTo(1_024);
  }

  @Test
  void whoIsHeldKeepsHisDescriptorEvenWhenForgotten() throws Exception {
    int id = startThread();
    KnownThread thread = found(id);
    directory.close();
    assertThat(directory.size()).isZero();
    assertThat(thread.isAlive()).isTrue();
    CallerMemory memory = caller(thread, 0).memory();
    try (EventFd event = EventFd.create()) {
      assertThat(errno(memory.takeFd(event.fd().number()))).isEqualTo(Errno.ENOTRECOVERABLE);
      directory.letGo(thread);
      assertThat(errno(memory.takeFd(event.fd().number()))).isEqualTo(Errno.EBADF);
    }
  }

  @Test
  void memoryIsCopiedAndBadAddressesAreFaults() throws Exception {
    KnownThread thread = found(startThread());
    CallerMemory memory = caller(thread, 0).memory();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment there = arena.allocateFrom("some text");
      MemorySegment here = arena.allocate(9);
      assertThat(memory.copyIn(there.address(), here)).isEqualTo(Result.ok(9L));
      assertThat(here.toArray(ValueLayout.JAVA_BYTE)).startsWith('s', 'o', 'm', 'e');
      assertThat(memory.copyOut(arena.allocateFrom("other"), there.address())).isEqualTo(Result.ok(6L));
      assertThat(there.getString(0)).isEqualTo("other");
      for (long bad : new long[]{0, 8, -1, -4_096, 1L << 63, 0x7fff_ffff_ffff_f000L}) {
        assertThat(errno(memory.copyIn(bad, here))).as("address %x", bad).isEqualTo(Errno.EFAULT);
        assertThat(errno(memory.copyOut(here, bad))).as("address %x", bad).isEqualTo(Errno.EFAULT);
      }
      assertThat(memory.copyIn(0, arena.allocate(0))).isEqualTo(Result.ok(0L));
    }
    assertThat(errno(memory.adopt(4_096, 4_096))).isEqualTo(Errno.EOPNOTSUPP);
    directory.letGo(thread);
  }

  @Test
  void descriptorsAreTakenAndThoseThatAreNoneAreRefused() throws Exception {
    KnownThread thread = found(startThread());
    CallerMemory memory = caller(thread, 0).memory();
    try (EventFd event = EventFd.create()) {
      if (memory.takeFd(event.fd().number()) instanceof Result.Ok<CallerFd>(CallerFd copy)) {
        assertThat(copy.fd()).isNotEqualTo(event.fd().number());
        copy.close();
        copy.close();
      } else {
        throw new AssertionError("not taken");
      }
    }
    assertThat(errno(memory.takeFd(-1))).isEqualTo(Errno.EBADF);
    assertThat(errno(memory.takeFd(123_456))).isEqualTo(Errno.EBADF);
    directory.letGo(thread);
  }

  @Test
  void manyThreadsMayAskAtOnce() throws Exception {
    List<Integer> ids = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      ids.add(startThread());
    }
    List<Thread> askers = new ArrayList<>();
    LinkedBlockingQueue<String> wrong = new LinkedBlockingQueue<>();
    for (int a = 0; a < 4; a++) {
      askers.add(Thread.ofPlatform().start(() -> {
        for (int i = 0; i < 4_000; i++) {
          int id = ids.get(i % ids.size());
          KnownThread thread = directory.find(id);
          if (thread == null || thread.threadId() != id || thread.threadGroupId() != Processes.pid()) {
            wrong.add("thread is not known: id=" + id);
          } else {
            directory.letGo(thread);
          }
          if (i % 100 == 0) {
            directory.sweep();
          }
        }
      }));
    }
    for (Thread asker : askers) {
      asker.join();
    }
    assertThat(wrong).isEmpty();
    assertThat(directory.size()).isEqualTo(64);
  }
}
