package org.paravane.vmbus.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class WaiterTest {
  private final Arena arena = Arena.ofShared();
  private final EventWord event = new EventWord(arena.allocate(EventWord.BYTES, 8));

  @AfterEach
  void close() {
    arena.close();
  }

  /** Becomes ready at its n-th look, or when a test says so. */
  private static final class Countdown implements Waiter.Source {
    private final AtomicInteger looks = new AtomicInteger();
    private volatile int readyAt;
    private final AtomicInteger arms = new AtomicInteger();
    private final AtomicInteger disarms = new AtomicInteger();

    Countdown(int readyAt) {
      this.readyAt = readyAt;
    }

    @Override
    public boolean ready() {
      return looks.incrementAndGet() > readyAt;
    }

    @Override
    public boolean arm() {
      arms.incrementAndGet();
      return looks.get() <= readyAt;
    }

    @Override
    public void disarm() {
      disarms.incrementAndGet();
    }
  }

  @Test
  void aSourceThatBecomesReadySoonIsNotArmed() {
    Waiter waiter = new Waiter(event, 10, 1_000);
    Countdown source = new Countdown(100);
    assertThat(waiter.await(source, -1)).isTrue();
    assertThat(source.arms).hasValue(0);
    assertThat(waiter.parks()).isZero();
    assertThat(waiter.spinHits()).isEqualTo(1);
  }

  @Test
  void spinningThatDoesNotPayStopsAfterATrialAndIsTriedAgainLaterAndLater() {
    Waiter waiter = new Waiter(event, 10, 100);
    for (int pause : new int[]{256, 512, 1_024}) {
      assertThat(waitsAtBound(waiter, 100)).isEqualTo(Waiter.TRIAL_WAITS);
      assertThat(waitsAtBound(waiter, 10)).isEqualTo(pause);
    }
    assertThat(waiter.bound()).isEqualTo(100);
  }

  /** How many waits in vain there are with this bound. */
  private static int waitsAtBound(Waiter waiter, int bound) {
    int waits = 0;
    while (waiter.bound() == bound) {
      assertThat(waiter.await(new Countdown(Integer.MAX_VALUE), 0)).isFalse();
      waits++;
    }
    return waits;
  }

  @Test
  void spinningThatPaysInAQuarterOfTheWaitsGoesOn() {
    Waiter waiter = new Waiter(event, 10, 100);
    for (int i = 0; i < 10 * Waiter.TRIAL_WAITS; i++) {
      waiter.await(new Countdown(i % 4 == 0 ? 50 : Integer.MAX_VALUE), 0);
      assertThat(waiter.bound()).isEqualTo(100);
    }
    assertThat(waiter.spinHits()).isEqualTo(10 * Waiter.TRIAL_WAITS / 4);
  }

  @Test
  void aTrialThatPaysForgetsTheFailuresBefore() {
    Waiter waiter = new Waiter(event, 10, 100);
    waitsAtBound(waiter, 100);
    waitsAtBound(waiter, 10);
    for (int i = 0; i < Waiter.TRIAL_WAITS; i++) {
      waiter.await(new Countdown(50), 0);
    }
    assertThat(waitsAtBound(waiter, 100)).isEqualTo(Waiter.TRIAL_WAITS);
    assertThat(waitsAtBound(waiter, 10)).isEqualTo(256);
  }

  @Test
  void aSourceThatTurnsReadyWhileItIsArmedIsNotSleptOn() {
    Waiter waiter = new Waiter(event, 0, 0);
    Waiter.Source turns = new Waiter.Source() {
      @Override
      public boolean ready() {
        return false;
      }

      @Override
      public boolean arm() {
        return false;
      }
    };
    assertThat(waiter.await(turns, -1)).isTrue();
    assertThat(waiter.parks()).isZero();
  }

  @Test
  void aSignalEndsTheSleep() throws InterruptedException {
    Waiter waiter = new Waiter(event, 0, 0);
    Countdown source = new Countdown(Integer.MAX_VALUE);
    Thread signaller = Thread.ofPlatform().start(() -> {
      while (source.arms.get() == 0) {
        Thread.onSpinWait();
      }
      source.readyAt = 0;
      event.ring();
    });
    assertThat(waiter.await(source, -1)).isTrue();
    signaller.join();
    assertThat(source.disarms).hasValue(source.arms.get());
    assertThat(waiter.missedSignals()).isZero();
  }

  @Test
  void aSignalForSomethingElseIsSleptThrough() throws InterruptedException {
    Waiter waiter = new Waiter(event, 0, 0);
    Countdown source = new Countdown(Integer.MAX_VALUE);
    Thread signaller = Thread.ofPlatform().start(() -> {
      while (source.arms.get() < 20) {
        event.ring();
      }
      source.readyAt = 0;
      event.ring();
    });
    assertThat(waiter.await(source, -1)).isTrue();
    assertThat(source.arms).hasValueGreaterThanOrEqualTo(20);
    signaller.join();
  }

  @Test
  void timeIsUpAfterTheTimeout() {
    Waiter waiter = new Waiter(event, 0, 10);
    long start = System.nanoTime();
    assertThat(waiter.await(new Countdown(Integer.MAX_VALUE), 30_000_000)).isFalse();
    assertThat(System.nanoTime() - start).isBetween(30_000_000L, 10_000_000_000L);
    assertThat(waiter.parks()).isPositive();
  }

  @Test
  void aPeerThatForgetsToSignalIsNoticed() {
    Waiter waiter = new Waiter(event, 0, 0);
    // Looks once before parking and finds it after the timeout.
    Countdown source = new Countdown(1);
    assertThat(waiter.await(source, 5_000_000)).isTrue();
    assertThat(waiter.missedSignals()).isEqualTo(1);
  }

  @Test
  void boundsThatMakeNoSenseAreRefused() {
    assertThatThrownBy(() -> new Waiter(event, 2, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Waiter(event, -1, 1)).isInstanceOf(IllegalArgumentException.class);
  }
}
