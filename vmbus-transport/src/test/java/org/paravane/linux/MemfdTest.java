package org.paravane.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.paravane.abi.Errno;

final class MemfdTest {
  private static final long PAGE = 4096;

  @Test
  void aNewFileIsAllHole() throws LinuxException {
    try (Memfd memfd = Memfd.create("hole", 16 * PAGE)) {
      assertThat(memfd.sizeBytes()).isEqualTo(16 * PAGE);
      assertThat(memfd.allocatedBytes()).isZero();
      assertThat(memfd.seals()).isEmpty();
    }
  }

  /** memfd_create with MFD_HUGETLB; needs no huge page to be there, only a kernel that knows them. */
  private static int hugeMemfd() throws Throwable {
    Linker linker = Linker.nativeLinker();
    try (Arena arena = Arena.ofConfined()) {
      return (int) linker
          .downcallHandle(linker.defaultLookup().findOrThrow("memfd_create"),
              FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT))
          .invokeExact(arena.allocateFrom("huge"), 4 | 2);
    }
  }

  @Test
  void hugePagesAndWhatCannotBeWrittenAreNoOrdinaryPages() throws Throwable {
    try (Memfd ordinary = Memfd.create("ordinary", PAGE)) {
      ordinary.requireOrdinaryPages();
      ordinary.seal(Seal.WRITE);
      assertThatThrownBy(ordinary::requireOrdinaryPages).isInstanceOf(LinuxException.class);
    }
    int huge = hugeMemfd();
    assumeTrue(huge >= 0, "kernel has no huge pages");
    try (Memfd memfd = Memfd.adopt(OwnedFd.of(huge))) {
      memfd.grow(2 << 20);
      assertThatThrownBy(memfd::requireOrdinaryPages).isInstanceOfSatisfying(LinuxException.class,
          e -> assertThat(e.known()).contains(Errno.EINVAL));
    }
  }

  @Test
  void aMappingForOneThreadSharesTheMemoryOfAnyOther() throws LinuxException {
    try (Memfd memfd = Memfd.create("here", 2 * PAGE);
        SharedMapping all = memfd.map(2 * PAGE);
        SharedMapping second = SharedMapping.mapHere(memfd.fd(), PAGE, PAGE)) {
      second.segment().set(JAVA_LONG, 0, 7);
      assertThat(all.segment().get(JAVA_LONG, PAGE)).isEqualTo(7);
    }
  }

  @Test
  void twoMappingsOfOneFileAreTheSameMemory() throws LinuxException {
    try (Memfd memfd = Memfd.create("shared", PAGE);
        SharedMapping one = memfd.map(PAGE);
        SharedMapping other = memfd.map(PAGE)) {
      one.segment().set(JAVA_LONG, 8, 0x1122334455667788L);
      assertThat(other.segment().get(JAVA_LONG, 8)).isEqualTo(0x1122334455667788L);
      assertThat(other.sizeBytes()).isEqualTo(PAGE);
    }
  }

  @Test
  void aMappingSeesGrowthWithinItsReservedRange() throws LinuxException {
    try (Memfd memfd = Memfd.create("growing", PAGE); SharedMapping mapping = memfd.map(1L << 36)) {
      memfd.grow(3 * PAGE);
      mapping.segment().set(JAVA_LONG, 2 * PAGE, 7);
      assertThat(mapping.segment().get(JAVA_LONG, 2 * PAGE)).isEqualTo(7);
      assertThat(memfd.sizeBytes()).isEqualTo(3 * PAGE);
    }
  }

  @Test
  void growNeverShrinks() throws LinuxException {
    try (Memfd memfd = Memfd.create("growing", 4 * PAGE)) {
      memfd.grow(PAGE);
      assertThat(memfd.sizeBytes()).isEqualTo(4 * PAGE);
    }
  }

  @Test
  void punchedPagesReadAsZeroAndCostNothing() throws LinuxException {
    try (Memfd memfd = Memfd.create("punched", 4 * PAGE); SharedMapping mapping = memfd.map(4 * PAGE)) {
      mapping.segment().fill((byte) 0x5a);
      assertThat(memfd.allocatedBytes()).isEqualTo(4 * PAGE);
      memfd.punchHole(PAGE, 2 * PAGE);
      assertThat(memfd.allocatedBytes()).isEqualTo(2 * PAGE);
      assertThat(memfd.sizeBytes()).isEqualTo(4 * PAGE);
      assertThat(mapping.segment().get(JAVA_BYTE, PAGE)).isZero();
      assertThat(mapping.segment().get(JAVA_BYTE, 3 * PAGE)).isEqualTo((byte) 0x5a);
    }
  }

  @Test
  void aSealedFileCannotBeTruncatedByAPeer() throws LinuxException, IOException {
    try (Memfd memfd = Memfd.create("sealed", 2 * PAGE)) {
      memfd.seal(Seal.SHRINK, Seal.SEAL);
      assertThat(memfd.seals()).containsExactlyInAnyOrder(Seal.SHRINK, Seal.SEAL);
      Path asPeer = Path.of("/proc/self/fd/" + memfd.fd().number());
      try (FileChannel peer = FileChannel.open(asPeer, StandardOpenOption.WRITE)) {
        assertThatThrownBy(() -> peer.truncate(0)).isInstanceOf(IOException.class);
      }
      assertThat(memfd.sizeBytes()).isEqualTo(2 * PAGE);
    }
  }

  @Test
  void aSealedSealSetRefusesMoreSeals() throws LinuxException {
    try (Memfd memfd = Memfd.create("sealed", PAGE)) {
      memfd.seal(Seal.SHRINK, Seal.SEAL);
      assertThatThrownBy(() -> memfd.seal(Seal.GROW)).isInstanceOfSatisfying(LinuxException.class,
          e -> assertThat(e.is(Errno.EPERM)).isTrue());
    }
  }

  @Test
  void growthPastAGrowSealIsRefused() throws LinuxException {
    try (Memfd memfd = Memfd.create("sealed", PAGE)) {
      memfd.seal(Seal.GROW);
      assertThatThrownBy(() -> memfd.grow(2 * PAGE)).isInstanceOf(LinuxException.class)
          .hasMessageContaining("ftruncate").hasMessageContaining("EPERM");
    }
  }

  @Test
  void adoptTakesAMemoryFileAndRefusesAnOrdinaryOne(@TempDir Path directory) throws Exception {
    try (Memfd memfd = Memfd.create("original", PAGE);
        Memfd adopted = Memfd.adopt(memfd.fd().duplicate())) {
      assertThat(adopted.inode()).isEqualTo(memfd.inode());
    }
    Path file = Files.createFile(directory.resolve("plain"));
    try (EventFd eventFd = EventFd.create()) {
      OwnedFd notAFile = eventFd.fd().duplicate();
      assertThatThrownBy(() -> Memfd.adopt(notAFile)).isInstanceOfSatisfying(LinuxException.class,
          e -> assertThat(e.known()).contains(Errno.EINVAL));
      assertThat(notAFile.isOpen()).isFalse();
    }
    assertThat(file).exists();
  }

  @Test
  void aClosedFileAnswersWithAnException() throws LinuxException {
    Memfd memfd = Memfd.create("closed", PAGE);
    memfd.close();
    memfd.close();
    assertThatThrownBy(memfd::sizeBytes).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aMappingOutlivesItsDescriptorButNotItsClose() throws LinuxException {
    Memfd memfd = Memfd.create("mapped", PAGE);
    SharedMapping mapping = memfd.map(PAGE);
    memfd.close();
    mapping.segment().set(JAVA_LONG, 0, 1);
    mapping.close();
    mapping.close();
    assertThatThrownBy(() -> mapping.segment().get(JAVA_LONG, 0)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void anAccessBeyondTheMappingIsAnException() throws LinuxException {
    try (Memfd memfd = Memfd.create("bounds", 2 * PAGE); SharedMapping mapping = memfd.map(PAGE)) {
      assertThatThrownBy(() -> mapping.segment().get(JAVA_LONG, PAGE)).isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  @Test
  void mappingNothingFailsWithTheErrno() throws LinuxException {
    try (Memfd memfd = Memfd.create("empty", PAGE)) {
      assertThatThrownBy(() -> SharedMapping.map(memfd.fd(), 0, 0)).isInstanceOfSatisfying(LinuxException.class,
          e -> assertThat(e.errno()).isEqualTo(22)).hasMessageContaining("mmap failed: errno=EINVAL");
      assertThatThrownBy(() -> SharedMapping.map(memfd.fd(), 1, PAGE)).isInstanceOf(LinuxException.class);
    }
  }

  @Test
  void aDescriptorCanBeGivenAwayOnce() throws LinuxException {
    try (Memfd memfd = Memfd.create("given", PAGE)) {
      OwnedFd copy = memfd.fd().duplicate();
      int number = copy.release();
      copy.close();
      try (OwnedFd again = OwnedFd.of(number)) {
        assertThat(again.isOpen()).isTrue();
        assertThat(Libc.fileInode(again.number())).isEqualTo(memfd.inode());
      }
      assertThatThrownBy(copy::release).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> OwnedFd.of(-1)).isInstanceOf(IllegalArgumentException.class);
    }
  }
}
