package org.paravane.guest.node;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.device.io.AdoptedRange;
import org.paravane.device.io.CallerFd;
import org.paravane.linux.EventFd;
import org.paravane.linux.LinuxException;
import org.paravane.linux.Memfd;
import org.paravane.linux.OwnedFd;
import org.paravane.linux.Processes;
import org.paravane.linux.SharedMapping;

/** This process as a caller: its addresses, pages and descriptors. */
class SelfMemoryTest {
  private static final long NOBODYS = 0x10;

  private final SelfMemory memory = new SelfMemory(Processes.pid());
  private final Arena arena = Arena.ofShared();

  @AfterEach
  void close() {
    arena.close();
  }

  private static void assertErrno(Result<?> result, Errno errno) {
    assertThat(result).isInstanceOfSatisfying(Result.Failed.class, failed -> {
      assertThat(failed.errno()).isEqualTo(errno);
      assertThat(failed.reason()).isNotBlank();
    });
  }

  private AdoptedRange adopt(MemorySegment pages) {
    return switch (memory.adopt(pages.address(), pages.byteSize())) {
      case Result.Ok<AdoptedRange>(AdoptedRange range) -> range;
      case Result.Failed<AdoptedRange> failed -> throw new AssertionError(failed);
    };
  }

  private static SharedMapping map(AdoptedRange range) throws LinuxException {
    OwnedFd borrowed = OwnedFd.of(range.fd());
    try {
      return SharedMapping.map(borrowed, range.fdOffset(), range.length());
    } finally {
      borrowed.release();
    }
  }

  /** Pages of a file that can be read but not written. */
  private MemorySegment readOnly(Path folder) throws IOException {
    Path file = Files.write(folder.resolve("read-only"), new byte[8192]);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return channel.map(FileChannel.MapMode.READ_ONLY, 0, 8192, arena);
    }
  }

  /** How many files of adopted pages this process has open. */
  private static long adoptedFiles() throws IOException {
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
      return descriptors.filter(SelfMemoryTest::isAdopted).count();
    }
  }

  private static boolean isAdopted(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString().contains("paravane-adopted");
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void copiesReachNativeMemoryInBothDirections() {
    MemorySegment theirs = arena.allocate(16, 8);
    theirs.set(JAVA_LONG, 8, 4711);
    MemorySegment ours = MemorySegment.ofArray(new long[2]);
    assertThat(memory.copyIn(theirs.address(), ours)).isEqualTo(Result.ok(16L));
    assertThat(ours.get(JAVA_LONG, 8)).isEqualTo(4711);
    ours.set(JAVA_LONG, 0, 12);
    assertThat(memory.copyOut(ours, theirs.address())).isEqualTo(Result.ok(16L));
    assertThat(theirs.get(JAVA_LONG, 0)).isEqualTo(12);
  }

  @Test
  void addressesOfNobodyAreEfault() {
    MemorySegment ours = MemorySegment.ofArray(new byte[8]);
    for (long address : new long[]{0, NOBODYS, -8, Long.MIN_VALUE, Long.MAX_VALUE - 3}) {
      assertErrno(memory.copyIn(address, ours), Errno.EFAULT);
      assertErrno(memory.copyOut(ours, address), Errno.EFAULT);
    }
  }

  @Test
  void readOnlyPagesCanBeReadAndNotWritten(@TempDir Path folder) throws IOException {
    long address = readOnly(folder).address();
    assertThat(memory.copyIn(address, MemorySegment.ofArray(new byte[8]))).isEqualTo(Result.ok(8L));
    assertErrno(memory.copyOut(MemorySegment.ofArray(new byte[8]), address), Errno.EFAULT);
  }

  @Test
  void aRangeOfWhichOnlyTheBeginningIsThereIsEfault() throws LinuxException {
    try (Memfd memfd = Memfd.create("half", 4096); SharedMapping mapping = memfd.map(8192)) {
      long address = mapping.segment().address() + 4088;
      assertErrno(memory.copyIn(address, MemorySegment.ofArray(new byte[16])), Errno.EFAULT);
      assertErrno(memory.copyOut(MemorySegment.ofArray(new byte[16]), address), Errno.EFAULT);
      assertThat(memory.copyIn(address, MemorySegment.ofArray(new byte[8]))).isEqualTo(Result.ok(8L));
    }
  }

  @Test
  void adoptedPagesKeepTheirContentAndAreShared() throws LinuxException {
    MemorySegment pages = arena.allocate(3 * 4096, 4096);
    pages.set(JAVA_LONG, 4096, 5);
    try (AdoptedRange range = adopt(pages); SharedMapping other = map(range)) {
      assertThat(range.length()).isEqualTo(3 * 4096);
      assertThat(other.segment().get(JAVA_LONG, 4096)).isEqualTo(5);
      other.segment().set(JAVA_LONG, 8192, 6);
      assertThat(pages.get(JAVA_LONG, 8192)).isEqualTo(6);
      pages.set(JAVA_LONG, 0, 7);
      assertThat(other.segment().get(JAVA_LONG, 0)).isEqualTo(7);
    }
  }

  @Test
  void releasedPagesArePrivateAgainWithWhatIsInThem() throws LinuxException {
    MemorySegment pages = arena.allocate(4096, 4096);
    AdoptedRange range = adopt(pages);
    try (SharedMapping other = map(range)) {
      other.segment().set(JAVA_LONG, 0, 8);
      range.close();
      other.segment().set(JAVA_LONG, 0, 9);
      assertThat(pages.get(JAVA_LONG, 0)).isEqualTo(8);
      pages.set(JAVA_LONG, 0, 10);
      range.close();
      assertThat(pages.get(JAVA_LONG, 0)).isEqualTo(10);
      assertThat(other.segment().get(JAVA_LONG, 0)).isEqualTo(9);
    }
  }

  @Test
  void pagesCanBeAdoptedAgainAfterTheyCameBackButNotMeanwhile() {
    MemorySegment pages = arena.allocate(4096, 4096);
    try (AdoptedRange first = adopt(pages)) {
      assertThat(first.fdOffset()).isZero();
      assertErrno(memory.adopt(pages.address(), 4096), Errno.EFAULT);
    }
    adopt(pages).close();
  }

  @Test
  void onlyWholePrivatePagesAreAdoptedAndARefusalKeepsNoFile(@TempDir Path folder) throws Exception {
    long address = arena.allocate(8192, 4096).address();
    long before = adoptedFiles();
    for (long bytes : List.of(0L, -4096L, Long.MIN_VALUE, 100L, 4097L)) {
      assertErrno(memory.adopt(address, bytes), Errno.EINVAL);
    }
    assertErrno(memory.adopt(address + 8, 4096), Errno.EINVAL);
    assertErrno(memory.adopt(readOnly(folder).address(), 4096), Errno.EFAULT);
    assertErrno(memory.adopt(0, 4096), Errno.EFAULT);
    try (Memfd memfd = Memfd.create("shared", 4096); SharedMapping shared = memfd.map(4096)) {
      assertErrno(memory.adopt(shared.segment().address(), 4096), Errno.EFAULT);
    }
    assertThat(adoptedFiles()).isEqualTo(before);
  }

  @Test
  void adoptingHoldsNoFileAfterwards() throws IOException {
    MemorySegment pages = arena.allocate(4096, 4096);
    long before = adoptedFiles();
    AdoptedRange range = adopt(pages);
    assertThat(adoptedFiles()).isGreaterThan(before);
    range.close();
    assertThat(adoptedFiles()).isEqualTo(before);
  }

  @Test
  void aDescriptorIsDuplicatedAndTheCallersOneStaysOpen() throws LinuxException {
    try (EventFd theirs = EventFd.create()) {
      if (!(memory.takeFd(theirs.fd().number()) instanceof Result.Ok<CallerFd>(CallerFd copy))) {
        throw new AssertionError("no copy");
      }
      assertThat(copy.fd()).isNotEqualTo(theirs.fd().number());
      copy.close();
      copy.close();
      theirs.signal();
      assertThat(theirs.take()).isEqualTo(1);
    }
  }

  @Test
  void descriptorsOfNobodyAreEbadf() {
    for (int fd : new int[]{-1, Integer.MIN_VALUE, 999_999, Integer.MAX_VALUE}) {
      assertErrno(memory.takeFd(fd), Errno.EBADF);
    }
  }
}
