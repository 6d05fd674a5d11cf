package org.paravane.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.paravane.abi.Errno;

/** The calls that mounting and serving a file system needs, each on something harmless. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class CallsForMountsTest {

  @Test
  void whatCannotBeMountedOrUnmountedSaysWhy(@TempDir Path directory) {
    assertThatThrownBy(() -> Mounting.mount("x", directory.toString(), "no-such-file-system", "")).isInstanceOf(
        LinuxException.class).hasMessageContaining("mount failed").hasMessageContaining(directory.toString());
    assertThatThrownBy(() -> Mounting.detach(directory.toString())).isInstanceOf(LinuxException.class)
        .hasMessageContaining("umount2 failed");
    assertThatThrownBy(() -> Mounting.openDevice(directory.resolve("none").toString())).isInstanceOfSatisfying(
        LinuxException.class, e -> assertThat(e.is(Errno.ENOENT)).isTrue());
  }

  @Test
  void theErrorOfAPathIsTold(@TempDir Path directory) {
    assertThat(Mounting.statError(directory.toString())).isZero();
    assertThat(Mounting.statError(directory.resolve("none").toString())).isEqualTo(Errno.ENOENT.number());
  }

  @Test
  void aDescriptorThatIsReplacedKeepsItsNumberAndLosesItsFile() throws Exception {
    try (SocketPair pair = SocketPair.create(); Arena arena = Arena.ofConfined()) {
      int number = pair.theirs().number();
      Mounting.replaceByNull(pair.theirs());
      assertThat(pair.theirs().number()).isEqualTo(number);
      assertThat(Files.readSymbolicLink(Path.of("/proc/self/fd/" + number))).isEqualTo(Path.of("/dev/null"));
      // Nobody is left at the other end.
      assertThat(OpenFiles.read(pair.ours(), arena.allocate(1))).isZero();
    }
  }

  @Test
  void aPairOfSocketsIsConnected() throws LinuxException {
    try (SocketPair pair = SocketPair.create(); Arena arena = Arena.ofConfined()) {
      assertThat(OpenFiles.write(pair.ours(), arena.allocateFrom("ping"), 5)).isEqualTo(5);
      MemorySegment read = arena.allocate(16);
      assertThat(OpenFiles.read(pair.theirs(), read)).isEqualTo(5);
      assertThat(read.getString(0)).isEqualTo("ping");
    }
  }

  @Test
  void aProgramGetsTheDescriptorAndItsErrorsAreKept() throws LinuxException {
    try (SocketPair pair = SocketPair.create(); Arena arena = Arena.ofConfined()) {
      SpawnedProgram program = SpawnedProgram.run(
          List.of("sh", "-c", "echo hello >&3; echo \"$WORD\" >&2; exit 7"), List.of("WORD=oh dear"), pair.theirs());
      assertThat(program).isEqualTo(new SpawnedProgram(7, "oh dear"));
      MemorySegment read = arena.allocate(16);
      assertThat(OpenFiles.read(pair.ours(), read)).isEqualTo(6);
      assertThat(read.asSlice(0, 5).toArray(JAVA_BYTE)).containsExactly('h', 'e', 'l', 'l', 'o');
    }
  }

  @Test
  void aProgramThatIsKilledOrIsNotThereIsTold() throws LinuxException {
    try (SocketPair pair = SocketPair.create()) {
      assertThat(SpawnedProgram.run(List.of("sh", "-c", "kill -9 $$"), List.of(), pair.theirs()).exitStatus())
          .isEqualTo(128 + 9);
      assertThatThrownBy(() -> SpawnedProgram.run(List.of("no-such-program-here"), List.of(), pair.theirs()))
          .isInstanceOfSatisfying(LinuxException.class, e -> assertThat(e.is(Errno.ENOENT)).isTrue());
    }
  }

  @Test
  void aThreadIsAliveUntilItIsGone() throws Exception {
    AtomicLong id = new AtomicLong();
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    Thread thread = Thread.ofPlatform().start(() -> {
      try {
        id.set(Long.parseLong(Files.readSymbolicLink(Path.of("/proc/thread-self")).getFileName().toString()));
        started.countDown();
        end.await();
      } catch (IOException | InterruptedException e) {
        throw new IllegalStateException(e);
      }
    });
    started.await();
    try (ThreadFd fd = ThreadFd.open((int) id.get()); EventFd event = EventFd.create()) {
      assertThat(fd.isAlive()).isTrue();
      try (OwnedFd taken = fd.takeFd(event.fd().number())) {
        assertThat(taken.number()).isNotEqualTo(event.fd().number());
      }
      end.countDown();
      thread.join();
      while (fd.isAlive()) {
        Thread.sleep(1);
      }
      assertThatThrownBy(() -> fd.takeFd(event.fd().number())).isInstanceOf(LinuxException.class);
    }
    assertThatThrownBy(() -> ThreadFd.open((int) id.get())).isInstanceOf(LinuxException.class);
  }

  @Test
  void aBlockedSystemCallComesBack() throws Exception {
    AtomicReference<@Nullable BlockedThread> blocked = new AtomicReference<>();
    AtomicLong result = new AtomicLong();
    try (SocketPair pair = SocketPair.create()) {
      Thread thread = Thread.ofPlatform().start(() -> {
        try (Arena arena = Arena.ofConfined()) {
          blocked.set(BlockedThread.current());
          result.set(OpenFiles.read(pair.ours(), arena.allocate(1)));
        } catch (LinuxException e) {
          throw new IllegalStateException(e);
        }
      });
      while (thread.isAlive()) {
        BlockedThread current = blocked.get();
        if (current != null) {
          current.wake();
        }
        thread.join(5);
      }
    }
    assertThat(result.get()).isEqualTo(-Errno.EINTR.number());
  }

  @Test
  @SuppressWarnings("try") // closed twice on purpose
  void memoryIsZeroAndWritableAndGoesOnce() throws LinuxException {
    try (PrivateMemory memory = PrivateMemory.map(1 << 20)) {
      assertThat(memory.memory().byteSize()).isEqualTo(1 << 20);
      assertThat(memory.memory().get(JAVA_BYTE, 12_345)).isZero();
      memory.memory().set(JAVA_BYTE, 12_345, (byte) 1);
      memory.close();
    }
    assertThatThrownBy(() -> PrivateMemory.map(0)).isInstanceOf(LinuxException.class);
  }

  @Test
  void theLimitOfOpenFilesIsAsHighAsAllowed() throws LinuxException {
    assertThat(OpenFileLimit.raise()).isEqualTo(OpenFileLimit.raise()).isNotZero();
  }
}
