package org.paravane.guest.node;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.device.BusType;
import org.paravane.device.ClassOptions;
import org.paravane.device.Device;
import org.paravane.device.DeviceClass;
import org.paravane.device.DeviceNode;
import org.paravane.device.DeviceRegistry;
import org.paravane.device.DeviceSpec;
import org.paravane.device.FileOperations;
import org.paravane.device.NodeOptions;
import org.paravane.device.OpenFile;
import org.paravane.device.io.IoctlResult;
import org.paravane.device.io.MappedRange;
import org.paravane.device.io.OpenFlags;
import org.paravane.linux.LinuxException;
import org.paravane.linux.Memfd;
import org.paravane.linux.Processes;
import org.paravane.linux.SharedMapping;

/** Nodes of this process as a C program sees them: addresses, directions of requests, mappings. */
class LocalFileTest {
  private static final int NONE = 0x00005401;
  private static final int WRITE = 0x40085401;
  private static final int READ = 0x80085401;
  private static final int BOTH = 0xc0085401;
  private static final long NOBODYS = 0x10;

  private final DeviceRegistry registry = new DeviceRegistry();
  private final LocalNodes nodes = new LocalNodes(registry);
  private final Arena arena = Arena.ofShared();
  private final Memfd memfd = memory();
  private final List<Integer> seen = new ArrayList<>();
  private Runnable duringMmap = () -> {
  };
  private Result<MappedRange> range = Result.failed(Errno.EINVAL, "nothing to map");
  private int answer;
  private int releases;

  private static Memfd memory() {
    try {
      return Memfd.create("toy", 8192);
    } catch (LinuxException e) {
      throw new AssertionError(e);
    }
  }

  /** Remembers the first word of each argument and changes it. */
  private final class Toy implements FileOperations {
    @Override
    public Result<Object> open(OpenFile file) {
      return file.flags().nonBlocking() ? Result.failed(Errno.EAGAIN, "toy does not like that") : Result.ok(this);
    }

    @Override
    public IoctlResult ioctl(OpenFile file, int request, MemorySegment argument) {
      seen.add(argument.byteSize() == 0 ? -1 : argument.get(JAVA_INT_UNALIGNED, 0));
      if (argument.byteSize() > 0) {
        argument.set(JAVA_INT_UNALIGNED, 0, 99);
      }
      return new IoctlResult(answer, null);
    }

    @Override
    public Result<MappedRange> mmap(OpenFile file, long offset, long length, boolean writable) {
      duringMmap.run();
      return range;
    }

    @Override
    public void release(OpenFile file) {
      releases++;
    }
  }

  @BeforeEach
  void twoNodes() {
    DeviceClass toys = registry.addClass(ClassOptions.of("toy", 240, 4));
    if (!(registry.addBus(BusType.named("toybus"))
        .add(DeviceSpec.named("d0")) instanceof Result.Ok<Device>(Device device))) {
      throw new AssertionError("no device");
    }
    for (int i = 0; i < 2; i++) {
      assertThat(toys.register(device, NodeOptions.defaults(), new Toy(), List.of()))
          .isInstanceOf(Result.Ok.class);
    }
  }

  @AfterEach
  void close() {
    registry.close();
    memfd.close();
    arena.close();
  }

  private static void assertErrno(Result<?> result, Errno errno) {
    assertThat(result).isInstanceOfSatisfying(Result.Failed.class,
        failed -> assertThat(failed.errno()).isEqualTo(errno));
  }

  private LocalFile open() {
    return switch (nodes.open("toy/toy0")) {
      case Result.Ok<LocalFile>(LocalFile file) -> file;
      case Result.Failed<LocalFile> failed -> throw new AssertionError(failed);
    };
  }

  private MemorySegment word(int value) {
    MemorySegment word = arena.allocate(8, 8);
    word.set(JAVA_INT, 0, value);
    return word;
  }

  @Test
  void nodesAreListedByTheirNamesAndOpenedByThem() {
    assertThat(nodes.list()).containsExactly("toy/toy0", "toy/toy1");
    assertErrno(nodes.open("toy0"), Errno.ENOENT);
    assertErrno(nodes.open("toy/toy2"), Errno.ENOENT);
    assertErrno(nodes.open(""), Errno.ENOENT);
    for (DeviceNode node : registry.classes().iterator().next().nodes()) {
      node.unregister();
    }
    assertThat(nodes.list()).isEmpty();
    assertErrno(nodes.open("toy/toy0"), Errno.ENOENT);
  }

  @Test
  void theCallerIsThisProcess() {
    try (LocalFile file = open()) {
      assertThat(file.file().opener().threadGroupId()).isEqualTo(Processes.pid());
      assertThat(file.file().flags()).isEqualTo(OpenFlags.READ_WRITE);
    }
  }

  @Test
  void whatOpeningAnswersIsPassedOn() {
    assertErrno(nodes.open("toy/toy0", OpenFlags.READ_WRITE.withNonBlocking()), Errno.EAGAIN);
    assertThat(releases).isZero();
  }

  @Test
  void anArgumentIsCopiedAsItsDirectionSays() {
    try (LocalFile file = open()) {
      MemorySegment written = word(1);
      assertThat(file.ioctl(WRITE, written.address()).isOk()).isTrue();
      assertThat(written.get(JAVA_INT, 0)).isEqualTo(1);
      MemorySegment both = word(2);
      assertThat(file.ioctl(BOTH, both.address()).isOk()).isTrue();
      assertThat(both.get(JAVA_INT, 0)).isEqualTo(99);
      MemorySegment read = word(3);
      assertThat(file.ioctl(READ, read.address()).isOk()).isTrue();
      assertThat(read.get(JAVA_INT, 0)).isEqualTo(99);
      assertThat(seen).startsWith(1, 2);
    }
  }

  @Test
  void aRequestWithoutArgumentLooksAtNoAddress() {
    try (LocalFile file = open()) {
      assertThat(file.ioctl(NONE, NOBODYS).isOk()).isTrue();
      assertThat(seen).containsExactly(-1);
    }
  }

  @Test
  void aBadAddressIsEfaultBeforeTheDriverHearsOfIt() {
    try (LocalFile file = open()) {
      for (int request : new int[]{WRITE, READ, BOTH}) {
        assertThat(file.ioctl(request, NOBODYS).value()).isEqualTo(-Errno.EFAULT.number());
      }
      assertThat(seen).isEmpty();
    }
  }

  @Test
  void readOnlyMemoryIsGoodForWhatTheDriverOnlyReads(@TempDir Path folder) throws IOException {
    Path path = Files.write(folder.resolve("argument"), new byte[]{42, 0, 0, 0, 0, 0, 0, 0});
    try (LocalFile file = open(); FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      long address = channel.map(FileChannel.MapMode.READ_ONLY, 0, 8, arena).address();
      assertThat(file.ioctl(WRITE, address).isOk()).isTrue();
      assertThat(file.ioctl(BOTH, address).value()).isEqualTo(-Errno.EFAULT.number());
      assertThat(seen).containsExactly(42);
    }
  }

  @Test
  void aFailureWritesTheArgumentBackAsTheDriverLeftIt() {
    try (LocalFile file = open()) {
      answer = -Errno.EOVERFLOW.number();
      MemorySegment both = word(2);
      assertThat(file.ioctl(BOTH, both.address()).value()).isEqualTo(-Errno.EOVERFLOW.number());
      assertThat(both.get(JAVA_INT, 0)).isEqualTo(99);
      answer = 259;
      assertThat(file.ioctl(BOTH, both.address()).value()).isEqualTo(259);
    }
  }

  @Test
  void theDriversDescriptorIsOnlyBorrowed() throws LinuxException {
    range = Result.ok(new MappedRange(memfd.fd().number(), 4096, 4096));
    try (LocalFile file = open()) {
      for (int i = 0; i < 2; i++) {
        assertThat(file.mmap(0, 4096)).isInstanceOfSatisfying(Result.Ok.class,
            ok -> ((SharedMapping) ok.value()).close());
      }
      assertThat(memfd.sizeBytes()).isEqualTo(8192);
    }
  }

  @Test
  void whatTheSystemRefusesToMapIsItsErrno() {
    try (LocalFile file = open()) {
      range = Result.ok(new MappedRange(999_999, 0, 4096));
      assertErrno(file.mmap(0, 4096), Errno.EBADF);
      range = Result.ok(new MappedRange(memfd.fd().number(), 1, 4096));
      assertErrno(file.mmap(0, 4096), Errno.EINVAL);
      range = Result.ok(new MappedRange(memfd.fd().number(), 0, 1L << 60));
      assertErrno(file.mmap(0, 4096), Errno.ENOMEM);
      range = Result.failed(Errno.ENOTTY, "driver's own");
      assertErrno(file.mmap(0, 4096), Errno.ENOTTY);
    }
  }

  @Test
  void aFileThatIsClosedWhileItIsMappedIsReleasedAfterwards() {
    range = Result.ok(new MappedRange(memfd.fd().number(), 0, 4096));
    LocalFile file = open();
    duringMmap = () -> {
      file.close();
      assertThat(releases).isZero();
    };
    assertThat(file.mmap(0, 4096)).isInstanceOfSatisfying(Result.Ok.class, ok -> {
      assertThat(releases).isEqualTo(1);
      ((SharedMapping) ok.value()).close();
    });
    assertErrno(file.mmap(0, 4096), Errno.EBADF);
  }

  @Test
  void aFileOpenedForOneDirectionCannotBeMapped() {
    range = Result.ok(new MappedRange(memfd.fd().number(), 0, 4096));
    for (OpenFlags flags : List.of(OpenFlags.READ_ONLY, OpenFlags.WRITE_ONLY)) {
      if (!(nodes.open("toy/toy0", flags) instanceof Result.Ok<LocalFile>(LocalFile file))) {
        throw new AssertionError("cannot be opened: flags=" + flags);
      }
      assertErrno(file.mmap(0, 4096), Errno.EACCES);
      file.close();
    }
    assertThat(releases).isEqualTo(2);
  }
}
