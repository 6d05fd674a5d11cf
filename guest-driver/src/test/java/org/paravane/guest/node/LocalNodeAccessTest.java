package org.paravane.guest.node;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.device.BusType;
import org.paravane.device.ClassOptions;
import org.paravane.device.Device;
import org.paravane.device.DeviceNode;
import org.paravane.device.DeviceRegistry;
import org.paravane.device.DeviceSpec;
import org.paravane.device.FileOperations;
import org.paravane.device.NodeOptions;
import org.paravane.device.OpenFile;
import org.paravane.device.io.IoctlResult;
import org.paravane.device.io.MappedRange;
import org.paravane.linux.LinuxException;
import org.paravane.linux.Memfd;
import org.paravane.linux.MemoryMap;
import org.paravane.linux.SharedMapping;
import org.paravane.runtime.IoctlAnswer;
import org.paravane.runtime.NodeAccess;
import org.paravane.runtime.NodeFile;

/** A node of this process as the client library sees it, over a toy driver with real memory. */
class LocalNodeAccessTest {
  private static final int ADD_ONE = 0xc0045401;
  private static final int STATUS = 0xc0045402;
  private static final int NOTE = 0xc0045403;
  private static final int REFUSE = 0xc0045404;

  private final DeviceRegistry registry = new DeviceRegistry();
  private final Memfd memfd = memory();
  private final NodeAccess access = new LocalNodeAccess(new LocalNodes(registry), "toy/toy0");
  private int releases;

  private static Memfd memory() {
    try {
      return Memfd.create("toy", 16384);
    } catch (LinuxException e) {
      throw new AssertionError(e);
    }
  }

  /** Adds, answers, refuses, and maps its memory. */
  private final class Toy implements FileOperations {
    @Override
    public IoctlResult ioctl(OpenFile file, int request, MemorySegment argument) {
      return switch (request) {
        case ADD_ONE -> {
          argument.set(JAVA_INT, 0, argument.get(JAVA_INT, 0) + 1);
          yield IoctlResult.ok();
        }
        case STATUS -> IoctlResult.status(259);
        case NOTE -> new IoctlResult(0, "by the way");
        case REFUSE -> IoctlResult.failed(Errno.EBUSY, "toy is busy: why=test");
        default -> IoctlResult.failed(Errno.ENOTTY, "toy does not know that");
      };
    }

    @Override
    public Result<MappedRange> mmap(OpenFile file, long offset, long length, boolean writable) {
      return Result.ok(new MappedRange(memfd.fd().number(), offset, length));
    }

    @Override
    public void release(OpenFile file) {
      releases++;
    }
  }

  @BeforeEach
  void oneNode() {
    if (!(registry.addBus(BusType.named("toybus"))
        .add(DeviceSpec.named("d0")) instanceof Result.Ok<Device>(Device device))
        || !(registry.addClass(ClassOptions.of("toy", 240, 4)).register(device, NodeOptions.defaults(), new Toy(),
            List.of()) instanceof Result.Ok<DeviceNode>)) {
      throw new AssertionError("no node");
    }
  }

  @AfterEach
  void close() {
    registry.close();
    memfd.close();
  }

  private NodeFile open() {
    return switch (access.open()) {
      case Result.Ok<NodeFile>(NodeFile file) -> file;
      case Result.Failed<NodeFile> failed -> throw new AssertionError(failed);
    };
  }

  @Test
  void theNameIsThatOfTheNode() {
    assertThat(access.name()).isEqualTo("toy0");
  }

  @Test
  void anArgumentIsUsedInPlace() {
    try (NodeFile file = open(); Arena arena = Arena.ofConfined()) {
      MemorySegment argument = arena.allocate(4, 4);
      argument.set(JAVA_INT, 0, 41);
      assertThat(file.ioctl(ADD_ONE, argument)).isSameAs(IoctlAnswer.OK);
      assertThat(argument.get(JAVA_INT, 0)).isEqualTo(42);
    }
  }

  @Test
  void statusNoteErrnoAndReasonArePassedOn() {
    try (NodeFile file = open(); Arena arena = Arena.ofConfined()) {
      MemorySegment argument = arena.allocate(4, 4);
      assertThat(file.ioctl(STATUS, argument)).isEqualTo(new IoctlAnswer(259, null));
      assertThat(file.ioctl(NOTE, argument)).isEqualTo(new IoctlAnswer(0, "by the way"));
      assertThat(file.ioctl(REFUSE, argument)).isEqualTo(IoctlAnswer.failed(Errno.EBUSY, "toy is busy: why=test"));
      assertThat(file.ioctl(0xc0045405, argument).errno()).isEqualTo(Errno.ENOTTY);
    }
  }

  @Test
  void aMappingIsTheDriversMemoryAndEndsWithItsArena() throws Exception {
    try (NodeFile file = open(); SharedMapping drivers = memfd.map(16384)) {
      MemorySegment mapped;
      try (Arena arena = Arena.ofShared()) {
        mapped = mapped(file.mmap(4096, 8192, arena));
        assertThat(mapped.byteSize()).isEqualTo(8192);
        mapped.set(JAVA_INT, 12, 77);
        assertThat(drivers.segment().get(JAVA_INT, 4096 + 12)).isEqualTo(77);
        assertThat(timesMapped()).isEqualTo(2);
      }
      assertThat(timesMapped()).isEqualTo(1);
      MemorySegment gone = mapped;
      assertThatThrownBy(() -> gone.get(JAVA_INT, 0)).isInstanceOf(IllegalStateException.class);
    }
  }

  private long timesMapped() throws IOException, LinuxException {
    long inode = memfd.inode();
    return MemoryMap.ofThisProcess().entries().stream().filter(entry -> entry.inode() == inode).count();
  }

  private static MemorySegment mapped(Result<MemorySegment> result) {
    return switch (result) {
      case Result.Ok<MemorySegment>(MemorySegment memory) -> memory;
      case Result.Failed<MemorySegment> failed -> throw new AssertionError(failed);
    };
  }

  @Test
  void aMappingOutlivesTheFile() {
    try (Arena arena = Arena.ofShared()) {
      NodeFile file = open();
      MemorySegment memory = mapped(file.mmap(0, 4096, arena));
      file.close();
      memory.set(JAVA_INT, 0, 5);
      assertThat(memory.get(JAVA_INT, 0)).isEqualTo(5);
      assertThat(releases).isEqualTo(1);
    }
  }

  @Test
  void badRangesAreRefused() {
    try (NodeFile file = open(); Arena arena = Arena.ofConfined()) {
      assertThat(file.mmap(-4096, 4096, arena)).isInstanceOf(Result.Failed.class);
      assertThat(file.mmap(0, 0, arena)).isInstanceOf(Result.Failed.class);
      assertThat(file.mmap(1, 4096, arena)).isInstanceOf(Result.Failed.class);
    }
  }

  @Test
  void afterUnplugEveryCallIsEnodev() {
    try (NodeFile file = open(); Arena arena = Arena.ofConfined()) {
      registry.close();
      assertThat(file.ioctl(ADD_ONE, arena.allocate(4, 4)).errno()).isEqualTo(Errno.ENODEV);
      assertThat(file.mmap(0, 4096, arena)).isInstanceOfSatisfying(Result.Failed.class,
          failed -> assertThat(failed.errno()).isEqualTo(Errno.ENODEV));
      assertThat(access.open()).isInstanceOfSatisfying(Result.Failed.class,
          failed -> assertThat(failed.errno()).isEqualTo(Errno.ENOENT));
    }
  }
}
