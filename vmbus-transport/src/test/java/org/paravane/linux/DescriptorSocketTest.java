package org.paravane.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DescriptorSocketTest {
  private static final Linker LINKER = Linker.nativeLinker();
  private static final MethodHandle SOCKETPAIR = LINKER.downcallHandle(
      LINKER.defaultLookup().find("socketpair").orElseThrow(),
      FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS));
  private static final MethodHandle SENDMSG = LINKER.downcallHandle(
      LINKER.defaultLookup().find("sendmsg").orElseThrow(),
      FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT));

  private OwnedFd sender = OwnedFd.of(0);
  private DescriptorSocket receiver = new DescriptorSocket(sender);
  private Memfd memfd;

  DescriptorSocketTest() throws LinuxException {
    memfd = Memfd.create("passed", 4096);
  }

  @BeforeEach
  void connect() throws Throwable {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment pair = arena.allocate(8, 4);
      assertThat((int) SOCKETPAIR.invokeExact(1, 1, 0, pair)).isZero();
      sender = OwnedFd.of(pair.get(JAVA_INT, 0));
      receiver = new DescriptorSocket(OwnedFd.of(pair.get(JAVA_INT, 4)));
    }
  }

  @AfterEach
  void close() {
    sender.close();
    receiver.close();
    memfd.close();
  }

  /** Sends some bytes with the same descriptor several times. */
  private void send(int bytes, int descriptors) throws Throwable {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment iov = arena.allocate(16, 8);
      iov.set(ADDRESS, 0, arena.allocate(Math.max(1, bytes)));
      iov.set(JAVA_LONG, 8, bytes);
      MemorySegment control = arena.allocate(16 + (descriptors * 4L + 7 & ~7L), 8);
      control.set(JAVA_LONG, 0, 16 + descriptors * 4L);
      control.set(JAVA_INT, 8, 1);
      control.set(JAVA_INT, 12, 1);
      for (int i = 0; i < descriptors; i++) {
        control.set(JAVA_INT, 16 + i * 4L, memfd.fd().number());
      }
      MemorySegment header = arena.allocate(56, 8);
      header.set(ADDRESS, 16, iov);
      header.set(JAVA_LONG, 24, 1);
      if (descriptors > 0) {
        header.set(ADDRESS, 32, control);
        header.set(JAVA_LONG, 40, control.byteSize());
      }
      assertThat((long) SENDMSG.invokeExact(sender.number(), header, 0)).isEqualTo(bytes);
    }
  }

  @Test
  void nothingThereIsNoError() throws LinuxException {
    assertThat(receiver.take()).isEmpty();
  }

  @Test
  void descriptorsComeOneByOneInOrder() throws Throwable {
    send(1, 1);
    send(1, 1);
    for (int i = 0; i < 2; i++) {
      Optional<OwnedFd> taken = receiver.take();
      assertThat(taken).isPresent();
      try (Memfd received = Memfd.adopt(taken.get())) {
        assertThat(received.inode()).isEqualTo(memfd.inode());
        assertThat(received.fd().number()).isNotEqualTo(memfd.fd().number());
      }
    }
    assertThat(receiver.take()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 7, 253})
  void morePerMessageAreAllClosed(int descriptors) throws Throwable {
    send(1, descriptors);
    long before = open();
    assertThatThrownBy(receiver::take).isInstanceOf(LinuxException.class).hasMessageContaining("EPROTO");
    assertThat(open()).isEqualTo(before);
    send(1, 1);
    assertThat(receiver.take()).hasValueSatisfying(OwnedFd::close);
  }

  @Test
  void aByteWithoutDescriptorIsRefused() throws Throwable {
    send(1, 0);
    assertThatThrownBy(receiver::take).isInstanceOf(LinuxException.class).hasMessageContaining("descriptors=0");
  }

  @Test
  void aClosedPeerIsAnError() {
    sender.close();
    assertThatThrownBy(receiver::take).isInstanceOf(LinuxException.class).hasMessageContaining("bytes=0");
  }

  private static long open() throws IOException {
    try (var entries = Files.list(Path.of("/proc/self/fd"))) {
      return entries.count();
    }
  }
}
