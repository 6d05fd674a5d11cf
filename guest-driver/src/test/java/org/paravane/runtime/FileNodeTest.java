package org.paravane.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.abi.ioctl.DxgIoctl;

/** A node of the file system, as far as an ordinary file can play one: the rest needs a mount. */
@Timeout(value = 20, unit = TimeUnit.SECONDS)
class FileNodeTest {
  private static final int PAGE = 4096;

  @TempDir
  private Path folder;

  private NodeFile file(int pages) throws IOException {
    Path path = Files.write(folder.resolve("accel7"), new byte[pages * PAGE]);
    return ((Result.Ok<NodeFile>) new FileNode(path).open()).value();
  }

  private static Errno errno(Result<?> result) {
    return ((Result.Failed<?>) result).errno();
  }

  private static long descriptors() throws IOException {
    try (var open = Files.list(Path.of("/proc/self/fd"))) {
      return open.map(fd -> {
        try {
          return Files.readSymbolicLink(fd).toString();
        } catch (IOException e) {
          return "";
        }
      }).filter(target -> target.contains("accel7")).count();
    }
  }

  @Test
  void itsNameIsTheLastComponent() {
    assertThat(new FileNode(Path.of("/run/paravane/dev/accel/accel3")).name()).isEqualTo("accel3");
    assertThat(new FileNode(Path.of("/")).name()).isEqualTo("/");
  }

  @Test
  void whatOpenRefusesIsAnErrnoWithThePath() {
    Result<NodeFile> missing = new FileNode(folder.resolve("accel9")).open();

    assertThat(errno(missing)).isEqualTo(Errno.ENOENT);
    assertThat(((Result.Failed<NodeFile>) missing).reason()).contains("accel9");
    assertThat(errno(new FileNode(folder).open())).isEqualTo(Errno.EIO);
  }

  @Test
  void aFileThatKnowsNoRequestsAnswersAsItDoes() throws IOException {
    try (NodeFile file = file(1); Arena arena = Arena.ofConfined()) {
      IoctlAnswer answer = file.ioctl(DxgIoctl.CLOSEADAPTER.requestCode(), arena.allocate(4, 8));

      assertThat(answer.errno()).isEqualTo(Errno.ENOTTY);
      assertThat(answer.reason()).isNull();
      assertThat(file.isInterruptible()).isFalse();
    }
  }

  @Test
  void theMappingIsTheFileAndEndsWithItsArena() throws IOException {
    MemorySegment memory;
    try (NodeFile file = file(3)) {
      try (Arena arena = Arena.ofConfined()) {
        memory = ((Result.Ok<MemorySegment>) file.mmap(PAGE, 2 * PAGE, arena)).value();
        assertThat(memory.byteSize()).isEqualTo(2 * PAGE);
        memory.set(ValueLayout.JAVA_BYTE, PAGE, (byte) 42);
        assertThat(Files.readAllBytes(folder.resolve("accel7"))[2 * PAGE]).isEqualTo((byte) 42);
      }
    }
    assertThatThrownBy(() -> memory.get(ValueLayout.JAVA_BYTE, 0)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aRangeThatIsNoPageIsRefused() throws IOException {
    try (NodeFile file = file(1); Arena arena = Arena.ofConfined()) {
      assertThat(errno(file.mmap(5, PAGE, arena))).isEqualTo(Errno.EINVAL);
    }
  }

  @Test
  void afterCloseNothingReachesTheDescriptor() throws IOException {
    NodeFile file = file(1);
    assertThat(descriptors()).isEqualTo(1);
    file.close();
    file.close();

    assertThat(descriptors()).isZero();
    try (Arena arena = Arena.ofConfined()) {
      assertThat(file.ioctl(0, arena.allocate(4)).errno()).isEqualTo(Errno.EBADF);
      assertThat(errno(file.mmap(0, PAGE, arena))).isEqualTo(Errno.EBADF);
    }
  }

  @Test
  void manyThreadsMayCallWhileAnotherCloses() throws Exception {
    for (int round = 0; round < 50; round++) {
      NodeFile file = file(1);
      CompletableFuture<?>[] callers = new CompletableFuture<?>[4];
      for (int i = 0; i < callers.length; i++) {
        callers[i] = CompletableFuture.runAsync(() -> {
          try (Arena arena = Arena.ofConfined()) {
            MemorySegment argument = arena.allocate(4, 8);
            Errno errno;
            do {
              errno = file.ioctl(DxgIoctl.CLOSEADAPTER.requestCode(), argument).errno();
            } while (errno == Errno.ENOTTY);
            assertThat(errno).isEqualTo(Errno.EBADF);
          }
        });
      }
      file.close();
      CompletableFuture.allOf(callers).get();
      assertThat(descriptors()).isZero();
    }
  }

  @Test
  void openingAnAcceleratorOnWhatIsNoNodeSaysSo() throws IOException {
    Path path = Files.write(folder.resolve("accel7"), new byte[PAGE]);

    assertThatThrownBy(() -> Accelerator.open(new FileNode(path))).isInstanceOf(AcceleratorException.class)
        .hasMessageContaining("ENOTTY").hasMessageContaining("accel7");
    assertThat(descriptors()).isZero();
  }
}
