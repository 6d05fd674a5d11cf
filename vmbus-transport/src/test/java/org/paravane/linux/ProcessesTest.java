package org.paravane.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.paravane.abi.Errno;

@Timeout(20)
final class ProcessesTest {
  private static final long PAGE = 4096;

  @Test
  void memoryIsReadAndWrittenByAddress() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment remote = arena.allocate(32, 8);
      MemorySegment local = arena.allocate(32, 8);
      local.set(JAVA_LONG, 24, 42);
      assertThat(ProcessMemory.write(Processes.pid(), remote.address(), local)).isEqualTo(32);
      assertThat(remote.get(JAVA_LONG, 24)).isEqualTo(42);
      remote.set(JAVA_LONG, 0, 7);
      assertThat(ProcessMemory.read(Processes.pid(), remote.address(), local)).isEqualTo(32);
      assertThat(local.get(JAVA_LONG, 0)).isEqualTo(7);
    }
  }

  @Test
  void heapMemoryWorksAsTheLocalSide() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment remote = arena.allocate(8, 8);
      remote.set(JAVA_LONG, 0, 99);
      MemorySegment local = MemorySegment.ofArray(new long[1]);
      assertThat(ProcessMemory.read(Processes.pid(), remote.address(), local)).isEqualTo(8);
      assertThat(local.get(JAVA_LONG, 0)).isEqualTo(99);
      local.set(JAVA_LONG, 0, 100);
      assertThat(ProcessMemory.write(Processes.pid(), remote.address(), local)).isEqualTo(8);
      assertThat(remote.get(JAVA_LONG, 0)).isEqualTo(100);
    }
  }

  @Test
  void aBadAddressIsEfaultAndAHalfBadRangeIsPartial() throws LinuxException {
    try (Memfd memfd = Memfd.create("partial", PAGE);
        SharedMapping beyondTheEnd = memfd.map(2 * PAGE);
        Arena arena = Arena.ofConfined()) {
      MemorySegment local = arena.allocate(2 * PAGE);
      assertThat(ProcessMemory.read(Processes.pid(), 16, local)).isEqualTo(-Errno.EFAULT.number());
      assertThat(ProcessMemory.write(Processes.pid(), 16, local)).isEqualTo(-Errno.EFAULT.number());
      long address = beyondTheEnd.segment().address();
      assertThat(ProcessMemory.read(Processes.pid(), address, local)).isEqualTo(PAGE);
      assertThat(ProcessMemory.read(Processes.pid(), address, local.asSlice(0, 0))).isZero();
    }
  }

  @Test
  void anotherProcessesMemoryCanBeRead() throws Exception {
    Process cat = new ProcessBuilder("cat").start();
    try (Arena arena = Arena.ofConfined()) {
      int pid = (int) cat.pid();
      MemorySegment local = arena.allocate(4);
      long text = Long.parseUnsignedLong(new String(
          Files.readAllBytes(Path.of("/proc/" + pid + "/maps")),
          StandardCharsets.UTF_8).split("-", 2)[0], 16);
      assertThat(ProcessMemory.read(pid, text, local)).isEqualTo(4);
      assertThat(local.get(JAVA_BYTE, 0)).isEqualTo((byte) 0x7f);
    } finally {
      cat.destroy();
    }
    cat.waitFor();
    try (Arena arena = Arena.ofConfined()) {
      assertThat(ProcessMemory.read((int) cat.pid(), 4096, arena.allocate(4))).isEqualTo(-3);
    }
  }

  @Test
  void aDescriptorIsTakenOutOfAProcess() throws LinuxException {
    try (Memfd memfd = Memfd.create("taken", PAGE);
        OwnedFd self = Processes.openPidfd(Processes.pid());
        Memfd taken = Memfd.adopt(Processes.takeFd(self, memfd.fd().number()))) {
      assertThat(taken.fd().number()).isNotEqualTo(memfd.fd().number());
      assertThat(taken.inode()).isEqualTo(memfd.inode());
      assertThatThrownBy(() -> Processes.takeFd(self, 1 << 20)).isInstanceOfSatisfying(LinuxException.class,
          e -> assertThat(e.is(Errno.EBADF)).isTrue());
    }
  }

  @Test
  void aProcessesFileIsOpenedAnew() throws LinuxException {
    try (Memfd memfd = Memfd.create("opened", PAGE);
        Memfd opened = Memfd.adopt(Processes.openFd(Processes.pid(), memfd.fd().number()))) {
      assertThat(opened.inode()).isEqualTo(memfd.inode());
      opened.grow(2 * PAGE);
      assertThat(memfd.sizeBytes()).isEqualTo(2 * PAGE);
    }
    assertThatThrownBy(() -> Processes.openFd(Processes.pid(), 1 << 20)).isInstanceOfSatisfying(LinuxException.class,
        e -> assertThat(e.is(Errno.ENOENT)).isTrue());
  }

  @Test
  void aProcessThatIsNotThereHasNoDescriptor() {
    assertThatThrownBy(() -> Processes.openPidfd(Integer.MAX_VALUE)).isInstanceOf(LinuxException.class)
        .hasMessageContaining("pidfd_open failed");
  }

  @Test
  void dieWithParentNoticesAParentThatIsNotOurs() throws Exception {
    int parent = (int) ProcessHandle.current().parent().orElseThrow().pid();
    try {
      assertThat(Processes.dieWithParent(parent)).isTrue();
      assertThat(Processes.dieWithParent(parent + 1)).isFalse();
    } finally {
      assertThat(Libc.prctl(Libc.PR_SET_PDEATHSIG, 0)).isZero();
    }
  }
}
