package org.paravane.guest.fuse.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.paravane.abi.Errno;
import org.paravane.linux.EventFd;
import org.paravane.linux.LinuxException;
import org.paravane.linux.OpenFiles;
import org.paravane.linux.OwnedFd;
import org.paravane.linux.SharedMapping;

/** A mount of this process, seen through the kernel by this process. */
@Timeout(value = 30, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FuseSessionTest {
  private ToyMount mount;

  @BeforeEach
  void mount() throws Exception {
    mount = ToyMount.create();
  }

  @AfterEach
  void unmount() throws IOException {
    if (mount != null) {
      mount.close();
    }
  }

  @Test
  void namesAreListedWithTheirTypes() throws IOException {
    try (Stream<Path> names = Files.list(mount.directory())) {
      assertThat(names.map(path -> path.getFileName().toString())).containsExactlyInAnyOrder("node", "text", "link",
          "many");
    }
    assertThat(Files.isSymbolicLink(mount.directory().resolve("link"))).isTrue();
    assertThat(Files.isDirectory(mount.directory().resolve("many"))).isTrue();
    assertThat(Files.getLastModifiedTime(mount.node()).to(TimeUnit.NANOSECONDS))
        .isEqualTo(1_234_567_890_123_456_789L);
  }

  @Test
  void aDirectoryOfManyNamesIsListedWhole() throws IOException {
    try (Stream<Path> names = Files.list(mount.directory().resolve("many"))) {
      assertThat(names.distinct()).hasSize(ToyFileSystem.MANY);
    }
  }

  @Test
  void textIsReadThroughALinkAndWritten() throws IOException {
    assertThat(Files.readString(mount.directory().resolve("link"))).isEqualTo("hello\n");
    Files.writeString(mount.directory().resolve("text"), "bye\n", StandardOpenOption.WRITE,
        StandardOpenOption.TRUNCATE_EXISTING);
    assertThat(mount.toy().text.get()).isEqualTo("bye\n");
    assertThat(Files.readString(mount.directory().resolve("text"))).isEqualTo("bye\n");
  }

  @Test
  void nothingIsMadeOrRemoved() {
    assertThatThrownBy(() -> Files.readString(mount.directory().resolve("nothing")))
        .isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> Files.createFile(mount.directory().resolve("new")))
        .isInstanceOf(FileSystemException.class);
    assertThatThrownBy(() -> Files.createDirectory(mount.directory().resolve("new")))
        .isInstanceOf(FileSystemException.class);
    assertThatThrownBy(() -> Files.delete(mount.directory().resolve("text"))).isInstanceOf(FileSystemException.class);
    assertThatThrownBy(
        () -> Files.move(mount.directory().resolve("text"), mount.directory().resolve("other")))
        .isInstanceOf(FileSystemException.class);
  }

  @Test
  void aRequestGoesBothWays() throws LinuxException {
    try (OwnedFd fd = mount.open(); Arena arena = Arena.ofConfined()) {
      MemorySegment argument = arena.allocate(Toy.BYTES, 8);
      argument.set(ValueLayout.JAVA_LONG, 0, 41);
      assertThat(OpenFiles.ioctl(fd, Toy.ADD.code(), argument)).isZero();
      assertThat(argument.get(ValueLayout.JAVA_LONG, 0)).isEqualTo(42);
      assertThat(OpenFiles.ioctl(fd, Toy.STATUS.code(), argument)).isEqualTo(77);
      assertThat(OpenFiles.ioctl(fd, Toy.NOTHING.code(), MemorySegment.NULL)).isZero();
      assertThat(OpenFiles.ioctl(fd, 0x5401, argument)).isEqualTo(-Errno.ENOTTY.number());
      assertThat(OpenFiles.ioctl(fd, Toy.BUG.code(), argument)).isEqualTo(-Errno.EIO.number());
      assertThat(OpenFiles.ioctl(fd, Toy.ADD.code(), MemorySegment.NULL)).isEqualTo(-Errno.EFAULT.number());
    }
  }

  @Test
  void aPointerInsideTheArgumentIsFollowed() throws LinuxException {
    try (OwnedFd fd = mount.open(); Arena arena = Arena.ofConfined()) {
      MemorySegment text = arena.allocateFrom(ValueLayout.JAVA_BYTE, (byte) 1, (byte) 2, (byte) 3);
      MemorySegment argument = arena.allocate(Toy.BYTES, 8);
      argument.set(ValueLayout.JAVA_LONG, 8, text.address());
      argument.set(ValueLayout.JAVA_INT, 16, 3);
      assertThat(OpenFiles.ioctl(fd, Toy.NESTED.code(), argument)).isZero();
      assertThat(argument.get(ValueLayout.JAVA_INT, 20)).isEqualTo(6);
      assertThat(text.toArray(ValueLayout.JAVA_BYTE)).containsExactly(~1, ~2, ~3);
      argument.set(ValueLayout.JAVA_LONG, 8, 8);
      assertThat(OpenFiles.ioctl(fd, Toy.NESTED.code(), argument)).isEqualTo(-Errno.EFAULT.number());
    }
  }

  @Test
  void aDescriptorOfTheCallerIsTaken() throws LinuxException {
    try (OwnedFd fd = mount.open(); EventFd event = EventFd.create()) {
      assertThat(ToyMount.ioctl(fd, Toy.SIGNAL_FD, event.fd().number())).isZero();
      assertThat(event.take()).isEqualTo(1);
      assertThat(ToyMount.ioctl(fd, Toy.SIGNAL_FD, 9_999)).isEqualTo(-Errno.EBADF.number());
      assertThat(ToyMount.ioctl(fd, Toy.SIGNAL_FD, -1)).isEqualTo(-Errno.EBADF.number());
    }
  }

  @Test
  void mmapShowsTheMemoryOfThatOpenFileAndRequestsStillArrive() throws LinuxException {
    assumeTrue(mount.session().figures().passthrough(), "needs Linux 6.9");
    try (OwnedFd fd = mount.open();
        SharedMapping theirs = SharedMapping.map(fd, 0, ToyFileSystem.MAPPED_BYTES);
        SharedMapping ours = mount.toy().onlyMemory().map(ToyFileSystem.MAPPED_BYTES)) {
      theirs.segment().set(ValueLayout.JAVA_LONG, 4_096, 4_711);
      assertThat(ours.segment().get(ValueLayout.JAVA_LONG, 4_096)).isEqualTo(4_711);
      ours.segment().set(ValueLayout.JAVA_LONG, 8_192, 815);
      assertThat(theirs.segment().get(ValueLayout.JAVA_LONG, 8_192)).isEqualTo(815);
      assertThat(ToyMount.ioctl(fd, Toy.ADD, 1)).isZero();
      try (Arena arena = Arena.ofConfined()) {
        assertThat(OpenFiles.write(fd, arena.allocate(8), 8)).isEqualTo(-Errno.EINVAL.number());
      }
    }
  }

  @Test
  void aFileWithoutBackingIsNotMapped() throws LinuxException {
    try (OwnedFd fd = OpenFiles.open(mount.directory().resolve("text").toString(), OpenFiles.O_RDWR)) {
      assertThatThrownBy(() -> SharedMapping.map(fd, 0, 4_096)).isInstanceOfSatisfying(LinuxException.class,
          e -> assertThat(e.is(Errno.ENODEV)).isTrue());
    }
  }

  @Test
  void whatIsClosedIsReleasedAndWhatIsForgottenIsForgotten() throws Exception {
    for (int i = 0; i < 20; i++) {
      mount.open().close();
    }
    ToyMount.await(() -> mount.toy().releases.get() == 20);
    assertThat(mount.session().figures().openFiles()).isZero();
    assertThat(mount.session().figures().backings()).isZero();
    ToyMount.await(() -> mount.toy().lookups.get() <= 1);
  }

  @Test
  void pollWakesWhenNoticeIsGiven() throws Exception {
    try (OwnedFd fd = mount.open(); OwnedFd other = mount.open()) {
      assertThat(OpenFiles.poll(fd, 1, 0)).isZero();
      Thread later = Thread.ofPlatform().start(() -> {
        try {
          Thread.sleep(100);
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
        ToyMount.ioctl(other, Toy.SET_READY, 1);
      });
      assertThat(OpenFiles.poll(fd, 1, 10_000)).isEqualTo(1);
      later.join();
    }
  }
}
