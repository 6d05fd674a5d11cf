package org.paravane.linux;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.paravane.abi.Errno;

final class AdoptedPagesTest {
  private static final long PAGE = 4096;

  @Test
  void adoptedPagesKeepTheirContentAndBecomeShared() throws LinuxException {
    try (Anonymous pages = new Anonymous(4);
        Memfd memfd = Memfd.create("adopted", 8 * PAGE);
        SharedMapping engine = memfd.map(8 * PAGE)) {
      pages.segment().set(JAVA_LONG, 2 * PAGE, 11);
      AdoptedPages adopted = AdoptedPages.adopt(pages.address(), 4 * PAGE, memfd, PAGE);
      assertThat(adopted.address()).isEqualTo(pages.address());
      assertThat(adopted.bytes()).isEqualTo(4 * PAGE);
      assertThat(pages.segment().get(JAVA_LONG, 2 * PAGE)).isEqualTo(11);
      assertThat(engine.segment().get(JAVA_LONG, 3 * PAGE)).isEqualTo(11);
      engine.segment().set(JAVA_LONG, PAGE, 12);
      assertThat(pages.segment().get(JAVA_LONG, 0)).isEqualTo(12);
      pages.segment().set(JAVA_LONG, 8, 13);
      assertThat(engine.segment().get(JAVA_LONG, PAGE + 8)).isEqualTo(13);
      assertThat(adopted.release()).isEqualTo(AdoptedPages.Release.RESTORED);
    }
  }

  @Test
  void releasedPagesKeepTheContentAndArePrivateAgain() throws LinuxException {
    try (Anonymous pages = new Anonymous(2);
        Memfd memfd = Memfd.create("adopted", 2 * PAGE);
        SharedMapping engine = memfd.map(2 * PAGE)) {
      AdoptedPages adopted = AdoptedPages.adopt(pages.address(), 2 * PAGE, memfd, 0);
      engine.segment().set(JAVA_LONG, PAGE, 21);
      assertThat(adopted.release()).isEqualTo(AdoptedPages.Release.RESTORED);
      engine.segment().set(JAVA_LONG, PAGE, 22);
      assertThat(pages.segment().get(JAVA_LONG, PAGE)).isEqualTo(21);
      assertThat(map().isPrivateAnonymous(pages.address(), 2 * PAGE)).isTrue();
    }
  }

  @Test
  void releaseLeavesPagesAloneThatTheOwnerReplacedMeanwhile() throws LinuxException {
    try (Anonymous pages = new Anonymous(2); Memfd memfd = Memfd.create("adopted", 2 * PAGE)) {
      AdoptedPages adopted = AdoptedPages.adopt(pages.address(), 2 * PAGE, memfd, 0);
      pages.replace();
      pages.segment().set(JAVA_LONG, 0, 31);
      assertThat(adopted.release()).isEqualTo(AdoptedPages.Release.GONE);
      assertThat(pages.segment().get(JAVA_LONG, 0)).isEqualTo(31);
    }
  }

  @Test
  void memoryThatIsSharedAlreadyIsRefused() throws LinuxException {
    try (Memfd other = Memfd.create("other", PAGE);
        SharedMapping shared = other.map(PAGE);
        Memfd memfd = Memfd.create("adopted", PAGE)) {
      assertErrno(Errno.EFAULT, shared.segment().address(), PAGE, memfd);
    }
  }

  @Test
  void unmappedMemoryAndHalfMappedMemoryAreRefused() throws LinuxException {
    try (Anonymous pages = new Anonymous(4); Memfd memfd = Memfd.create("adopted", 4 * PAGE)) {
      assertErrno(Errno.EFAULT, PAGE, PAGE, memfd);
      Libc.munmap(pages.address() + PAGE, PAGE);
      assertErrno(Errno.EFAULT, pages.address(), 4 * PAGE, memfd);
    }
  }

  @Test
  void rangesOfPartialPagesAndFilesThatAreTooShortAreRefused() throws LinuxException {
    try (Anonymous pages = new Anonymous(4); Memfd memfd = Memfd.create("adopted", 2 * PAGE)) {
      assertErrno(Errno.EINVAL, pages.address() + 8, PAGE, memfd);
      assertErrno(Errno.EINVAL, pages.address(), PAGE + 1, memfd);
      assertErrno(Errno.EINVAL, pages.address(), 0, memfd);
      assertErrno(Errno.EINVAL, pages.address(), 4 * PAGE, memfd);
    }
  }

  @Test
  void pagesInTheMiddleAreAdoptedAndTheirNeighboursStay() throws LinuxException {
    try (Anonymous pages = new Anonymous(4); Memfd memfd = Memfd.create("adopted", 2 * PAGE)) {
      for (int page = 0; page < 4; page++) {
        pages.segment().set(JAVA_LONG, page * PAGE, page + 1);
      }
      AdoptedPages adopted = AdoptedPages.adopt(pages.address() + PAGE, 2 * PAGE, memfd, 0);
      assertThat(map().isPrivateAnonymous(pages.address(), PAGE)).isTrue();
      assertThat(map().isPrivateAnonymous(pages.address() + 3 * PAGE, PAGE)).isTrue();
      assertThat(map().isFile(pages.address() + PAGE, 2 * PAGE, memfd.inode())).isTrue();
      assertErrno(Errno.EFAULT, pages.address(), 2 * PAGE, memfd);
      assertThat(adopted.release()).isEqualTo(AdoptedPages.Release.RESTORED);
      for (int page = 0; page < 4; page++) {
        assertThat(pages.segment().get(JAVA_LONG, page * PAGE)).isEqualTo(page + 1);
      }
    }
  }

  @Test
  void pagesCanBeAdoptedAgainAfterTheirRelease() throws LinuxException {
    try (Anonymous pages = new Anonymous(1)) {
      for (int round = 1; round <= 20; round++) {
        try (Memfd memfd = Memfd.create("adopted", PAGE); SharedMapping engine = memfd.map(PAGE)) {
          AdoptedPages adopted = AdoptedPages.adopt(pages.address(), PAGE, memfd, 0);
          assertThat(engine.segment().get(JAVA_LONG, 0)).isEqualTo(round - 1);
          engine.segment().set(JAVA_LONG, 0, round);
          assertThat(adopted.release()).isEqualTo(AdoptedPages.Release.RESTORED);
        }
      }
      assertThat(pages.segment().get(JAVA_LONG, 0)).isEqualTo(20);
    }
  }

  @Test
  void pagesOutliveTheFilesDescriptor() throws LinuxException {
    try (Anonymous pages = new Anonymous(1)) {
      Memfd memfd = Memfd.create("adopted", PAGE);
      AdoptedPages adopted = AdoptedPages.adopt(pages.address(), PAGE, memfd, 0);
      memfd.close();
      pages.segment().set(JAVA_LONG, 0, 41);
      assertThat(adopted.release()).isEqualTo(AdoptedPages.Release.RESTORED);
      assertThat(pages.segment().get(JAVA_LONG, 0)).isEqualTo(41);
    }
  }

  @Test
  void theStackIsNotAdopted() {
    List<String> lines = List.of("7ffc0000-7ffd0000 rw-p 00000000 00:00 0                  [stack]");
    assertThat(MemoryMap.parse(lines).isPrivateAnonymous(0x7ffc0000L, PAGE)).isFalse();
  }

  @Test
  void aRangeMayCoverSeveralNeighbouringMappings() {
    MemoryMap map = MemoryMap.parse(List.of("00001000-00002000 rw-p 00000000 00:00 0 ",
        "00002000-00004000 rw-p 00000000 00:00 0                  [heap]",
        "00004000-00005000 r--p 00000000 00:00 0 ", "00006000-00007000 rw-s 00000000 00:01 77   /memfd:x y (deleted)"));
    assertThat(map.isPrivateAnonymous(0x1000, 0x3000)).isTrue();
    assertThat(map.isPrivateAnonymous(0x1800, 0x1000)).isTrue();
    assertThat(map.isPrivateAnonymous(0x1000, 0x4000)).isFalse();
    assertThat(map.isPrivateAnonymous(0x5000, 0x1000)).isFalse();
    assertThat(map.isPrivateAnonymous(0x1000, 0)).isFalse();
    assertThat(map.covering(0x4000, 0x3000)).isEmpty();
    assertThat(map.isFile(0x6000, 0x1000, 77)).isTrue();
    assertThat(map.isFile(0x6000, 0x1000, 78)).isFalse();
    assertThat(map.entries().getLast().name()).isEqualTo("/memfd:x y (deleted)");
  }

  private static void assertErrno(Errno errno, long address, long bytes, Memfd memfd) {
    assertThatThrownBy(() -> AdoptedPages.adopt(address, bytes, memfd, 0)).isInstanceOfSatisfying(LinuxException.class,
        e -> assertThat(e.known()).contains(errno));
  }

  private static MemoryMap map() {
    try {
      return MemoryMap.ofThisProcess();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Anonymous pages of our own: what malloc gives may share its mapping with others. */
  private static final class Anonymous implements AutoCloseable {
    private final long address;
    private final long bytes;

    Anonymous(int pages) {
      bytes = pages * PAGE;
      address = Libc.mmap(0, bytes, Libc.MAP_PRIVATE | Libc.MAP_ANONYMOUS, -1, 0);
      assertThat(address).isPositive();
    }

    long address() {
      return address;
    }

    MemorySegment segment() {
      return MemorySegment.ofAddress(address).reinterpret(bytes, Arena.global(), null);
    }

    void replace() {
      assertThat(Libc.mmap(address, bytes, Libc.MAP_PRIVATE | Libc.MAP_ANONYMOUS | Libc.MAP_FIXED, -1, 0))
          .isEqualTo(address);
    }

    @Override
    public void close() {
      Libc.munmap(address, bytes);
    }
  }
}
