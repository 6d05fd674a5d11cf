package org.paravane.host.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.lmax.disruptor.AlertException;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.Sequence;
import com.lmax.disruptor.SequenceBarrier;
import com.lmax.disruptor.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class ParkingWaitStrategyTest {
  private final AtomicLong deadline = new AtomicLong(Long.MAX_VALUE);
  private final RingBuffer<long[]> ring = RingBuffer.createMultiProducer(() -> new long[1], 1024,
      new ParkingWaitStrategy(10, deadline::get));

  @Test
  void aDeadlineThatHasComeEndsTheWait() {
    deadline.set(0);
    SequenceBarrier barrier = ring.newBarrier();
    assertThatThrownBy(() -> barrier.waitFor(0)).isSameAs(TimeoutException.INSTANCE);
  }

  @Test
  void aDeadlineWakesTheSleeper() {
    AtomicLong end = new AtomicLong(System.nanoTime() + 5_000_000);
    RingBuffer<long[]> timed = RingBuffer.createMultiProducer(() -> new long[1], 8,
        new ParkingWaitStrategy(10, () -> end.get() - System.nanoTime()));
    assertThatThrownBy(() -> timed.newBarrier().waitFor(0)).isSameAs(TimeoutException.INSTANCE);
    assertThat(System.nanoTime()).isGreaterThanOrEqualTo(end.get());
  }

  @Test
  void noPublicationIsMissedHoweverOftenTheConsumerSleeps() throws Exception {
    int count = 20_000;
    Thread producer = Thread.ofPlatform().start(() -> {
      for (int i = 0; i < count; i++) {
        long slot = ring.next();
        ring.get(slot)[0] = i;
        ring.publish(slot);
        if (i % 64 == 0) {
          Thread.onSpinWait();
        }
      }
    });
    SequenceBarrier barrier = ring.newBarrier();
    Sequence consumed = new Sequence();
    ring.addGatingSequences(consumed);
    for (long next = 0; next < count;) {
      long available = barrier.waitFor(next);
      for (; next <= available; next++) {
        assertThat(ring.get(next)[0]).isEqualTo(next);
      }
      consumed.set(next - 1);
    }
    producer.join();
  }

  @Test
  void anAlertEndsTheWait() throws InterruptedException {
    SequenceBarrier barrier = ring.newBarrier();
    Thread alerter = Thread.ofPlatform().start(barrier::alert);
    assertThatThrownBy(() -> barrier.waitFor(0)).isInstanceOf(AlertException.class);
    alerter.join();
  }
}
