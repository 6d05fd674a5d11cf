package org.paravane.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.paravane.abi.Errno;

/** Who closes what, and what an error says. */
final class OwnershipTest {
  @Test
  void anErrorNamesErrnoCallAndDetail() {
    LinuxException known = new LinuxException(12, "mmap", "fd=3, bytes=4096");
    assertThat(known).hasMessage("mmap failed: errno=ENOMEM, fd=3, bytes=4096");
    assertThat(known.call()).isEqualTo("mmap");
    assertThat(known.errno()).isEqualTo(12);
    assertThat(known.known()).contains(Errno.ENOMEM);
    assertThat(known.is(Errno.ENOMEM)).isTrue();
    assertThat(known.is(Errno.EFAULT)).isFalse();
    LinuxException unknown = new LinuxException(4_000, "mmap", "fd=3");
    assertThat(unknown).hasMessage("mmap failed: errno=4000, fd=3");
    assertThat(unknown.known()).isEmpty();
  }

  @Test
  void everyErrnoOfOursIsFoundByItsNumber() {
    for (Errno errno : Errno.values()) {
      assertThat(new LinuxException(errno.number(), "call", "").known()).contains(errno);
    }
  }

  @Test
  void sealsAndTheirBitsAreTheSame() {
    assertThat(Seal.of(0)).isEmpty();
    assertThat(Seal.bits()).isZero();
    for (int bits = 0; bits < 32; bits++) {
      Set<Seal> seals = Seal.of(bits);
      assertThat(Seal.bits(seals.toArray(Seal[]::new))).isEqualTo(bits);
      assertThat(seals).hasSize(Integer.bitCount(bits));
    }
    assertThat(Seal.of(2)).isEqualTo(EnumSet.of(Seal.SHRINK));
  }

  @Test
  void everySealSetIsReportedBack() throws LinuxException {
    for (Seal seal : Seal.values()) {
      try (Memfd memfd = Memfd.create("seals", 4096)) {
        memfd.seal(seal);
        assertThat(memfd.seals()).containsExactly(seal);
      }
    }
  }

  @RepeatedTest(3)
  void nothingIsLeftOpenWhateverFails() throws IOException, LinuxException {
    run();
    long before = openDescriptors();
    for (int i = 0; i < 50; i++) {
      run();
    }
    // Others in this process may open something meanwhile, but not fifty times.
    assertThat(openDescriptors()).isLessThan(before + 40);
  }

  /** Every way to get a descriptor, the failing ones as well. */
  private static void run() throws LinuxException {
    try (Memfd memfd = Memfd.create("owned", 4096);
        SharedMapping mapping = memfd.map(4096);
        EventFd event = EventFd.create();
        OwnedFd pidfd = Processes.openPidfd(Processes.pid())) {
      assertThat(mapping.sizeBytes()).isEqualTo(4096);
      Memfd.adopt(memfd.fd().duplicate()).close();
      EventFd.adopt(event.fd().duplicate()).close();
      assertThatThrownBy(() -> EventFd.adopt(memfd.fd().duplicate())).isInstanceOf(LinuxException.class);
      assertThatThrownBy(() -> Memfd.adopt(event.fd().duplicate())).isInstanceOf(LinuxException.class);
      assertThatThrownBy(() -> Memfd.create("negative", -1)).isInstanceOf(LinuxException.class);
      assertThatThrownBy(() -> Memfd.create("x".repeat(300), 1)).isInstanceOf(LinuxException.class);
      assertThatThrownBy(() -> Processes.takeFd(pidfd, -1)).isInstanceOf(LinuxException.class);
      assertThatThrownBy(() -> AdoptedPages.adopt(0, 4096, memfd, 0)).isInstanceOf(LinuxException.class);
      Processes.takeFd(pidfd, memfd.fd().number()).close();
      Processes.openFd(Processes.pid(), memfd.fd().number()).close();
    }
  }

  private static long openDescriptors() throws IOException {
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
      return descriptors.count();
    }
  }

  @Test
  void descriptorsAreNotInheritedByProgramsThatWeStart() throws Exception {
    try (Memfd memfd = Memfd.create("private", 4096);
        EventFd event = EventFd.create();
        OwnedFd copy = memfd.fd().duplicate();
        OwnedFd again = Processes.openFd(Processes.pid(), copy.number())) {
      for (OwnedFd fd : new OwnedFd[]{memfd.fd(), event.fd(), copy, again}) {
        // F_GETFD: bit 0 is close-on-exec.
        assertThat(Libc.fcntl(fd.number(), 1, 0)).as("%s", fd).isEqualTo(1);
      }
    }
  }

  @Test
  void aClosedDescriptorIsNamedAsSuch() throws LinuxException {
    OwnedFd fd = Memfd.create("closed", 1).fd();
    assertThat(fd.isOpen()).isTrue();
    assertThat(fd).hasToString("fd " + fd.number());
    fd.close();
    fd.close();
    assertThat(fd.isOpen()).isFalse();
    assertThatThrownBy(fd::number).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(fd::duplicate).isInstanceOf(IllegalStateException.class);
  }
}
