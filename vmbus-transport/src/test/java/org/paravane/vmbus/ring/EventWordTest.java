package org.paravane.vmbus.ring;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.paravane.linux.LinuxException;
import org.paravane.linux.Memfd;
import org.paravane.linux.SharedMapping;

@Timeout(30)
final class EventWordTest {
  @Test
  void aSignalBeforeTheWaitIsNotLost() throws LinuxException {
    try (Memfd memfd = Memfd.create("event", 4096); SharedMapping mapping = memfd.map(4096)) {
      EventWord event = new EventWord(mapping.segment());
      int ticket = event.ticket();
      event.ring();
      assertThat(event.await(ticket, -1)).isTrue();
      assertThat(event.ticket()).isEqualTo(ticket + 1);
      assertThat(event.await(event.ticket(), 1_000_000)).isFalse();
    }
  }

  @Test
  void aSleeperIsCountedAndWokenThroughAnotherMapping() throws Exception {
    try (Memfd memfd = Memfd.create("event", 4096);
        SharedMapping sleeping = memfd.map(4096);
        SharedMapping ringing = memfd.map(4096)) {
      EventWord mine = new EventWord(sleeping.segment());
      AtomicBoolean woken = new AtomicBoolean();
      Thread sleeper = Thread.ofPlatform().start(() -> woken.set(mine.await(0, -1)));
      MemorySegment waiters = ringing.segment().asSlice(4, 4);
      while ((int) JAVA_INT.varHandle().getVolatile(waiters, 0L) == 0) {
        Thread.onSpinWait();
      }
      new EventWord(ringing.segment()).ring();
      sleeper.join();
      assertThat(woken).isTrue();
      assertThat(waiters.get(JAVA_INT, 0)).isZero();
    }
  }

  /** Two threads hand a counter back and forth 50,000 times, sleeping in between: a lost signal would hang. */
  @Test
  void noSignalIsLostInAPingPongThatAlwaysSleeps() throws Exception {
    try (Memfd memfd = Memfd.create("event", 4096); SharedMapping mapping = memfd.map(4096)) {
      EventWord ping = new EventWord(mapping.segment());
      EventWord pong = new EventWord(mapping.segment().asSlice(256));
      AtomicInteger turn = new AtomicInteger();
      Thread other = Thread.ofPlatform().start(() -> play(turn, 1, pong, ping));
      play(turn, 0, ping, pong);
      other.join();
      assertThat(turn).hasValue(50_000);
    }
  }

  private static void play(AtomicInteger turn, int parity, EventWord own, EventWord other) {
    while (true) {
      int ticket = own.ticket();
      int now = turn.get();
      if (now >= 50_000) {
        other.ring();
        return;
      }
      if (now % 2 == parity) {
        turn.incrementAndGet();
        other.ring();
      } else {
        own.await(ticket, -1);
      }
    }
  }
}
