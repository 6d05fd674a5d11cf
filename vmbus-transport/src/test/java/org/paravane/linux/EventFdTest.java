package org.paravane.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.paravane.abi.Errno;

@Timeout(20)
final class EventFdTest {
  @Test
  void signalsAddUpUntilTheyAreTaken() throws LinuxException {
    try (EventFd event = EventFd.create()) {
      assertThat(event.take()).isZero();
      event.signal();
      event.signal();
      assertThat(event.take()).isEqualTo(2);
      assertThat(event.take()).isZero();
    }
  }

  @Test
  void awaitSeesASignalOfAnotherDescriptorAndLeavesItThere() throws Exception {
    try (EventFd event = EventFd.create(); EventFd other = EventFd.adopt(event.fd().duplicate())) {
      Thread signaller = Thread.ofPlatform().start(() -> signal(other));
      assertThat(event.await(Duration.ofSeconds(10))).isTrue();
      assertThat(event.take()).isEqualTo(1);
      signaller.join();
    }
  }

  @Test
  void awaitEndsAfterItsTimeout() throws LinuxException {
    try (EventFd event = EventFd.create()) {
      long start = System.nanoTime();
      assertThat(event.await(Duration.ofMillis(20))).isFalse();
      assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(20_000_000);
      assertThat(event.await(Duration.ZERO)).isFalse();
    }
  }

  @Test
  void aFullCounterCountsAsSignalled() throws LinuxException {
    try (EventFd event = EventFd.create()) {
      assertThat(Libc.writeCounter(event.fd().number(), -2)).isEqualTo(8);
      event.signal();
      assertThat(event.take()).isEqualTo(Long.MAX_VALUE);
    }
  }

  @Test
  void aDescriptorOfAnotherKindIsRefusedAndClosed() throws LinuxException {
    try (Memfd memfd = Memfd.create("no event", 4096)) {
      OwnedFd fd = memfd.fd().duplicate();
      assertThatThrownBy(() -> EventFd.adopt(fd)).isInstanceOfSatisfying(LinuxException.class,
          e -> assertThat(e.is(Errno.EINVAL)).isTrue()).hasMessageContaining("memfd:no event");
      assertThat(fd.isOpen()).isFalse();
    }
  }

  private static void signal(EventFd event) {
    try {
      event.signal();
    } catch (LinuxException e) {
      throw new AssertionError(e);
    }
  }
}
