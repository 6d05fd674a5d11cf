package org.paravane.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
final class FutexTest {
  private static final VarHandle WORD = JAVA_INT.varHandle();
  private static final int OFFSET = 64;

  @Test
  void aWordThatChangedAlreadyIsNotWaitedFor() throws LinuxException {
    try (Memfd memfd = Memfd.create("futex", 4096); SharedMapping mapping = memfd.map(4096)) {
      WORD.setVolatile(mapping.segment(), (long) OFFSET, 5);
      assertThat(Futex.await(mapping.segment(), OFFSET, 4, Futex.FOREVER)).isEqualTo(Futex.Outcome.CHANGED);
    }
  }

  @Test
  void nobodyWakesSoTheTimeoutEndsTheWait() throws LinuxException {
    try (Memfd memfd = Memfd.create("futex", 4096); SharedMapping mapping = memfd.map(4096)) {
      long start = System.nanoTime();
      assertThat(Futex.await(mapping.segment(), OFFSET, 0, 20_000_000)).isEqualTo(Futex.Outcome.TIMED_OUT);
      assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(20_000_000);
    }
  }

  @Test
  void wakingThroughAnotherMappingOfTheFileEndsTheWait() throws Exception {
    try (Memfd memfd = Memfd.create("futex", 4096);
        SharedMapping waiting = memfd.map(4096);
        SharedMapping waking = memfd.map(4096)) {
      AtomicReference<Futex.Outcome> outcome = new AtomicReference<>();
      Thread waiter = Thread.ofPlatform().start(() -> outcome.set(await(waiting.segment(), 0)));
      while (!Futex.wakeOne(waking.segment(), OFFSET)) {
        Thread.sleep(1);
      }
      waiter.join();
      assertThat(outcome).hasValue(Futex.Outcome.WOKEN);
    }
  }

  @Test
  void wakeAllWakesEveryWaiterAndWakeOneOnlyOne() throws Exception {
    try (Memfd memfd = Memfd.create("futex", 4096); SharedMapping mapping = memfd.map(4096)) {
      Thread first = Thread.ofPlatform().start(() -> await(mapping.segment(), 0));
      Thread second = Thread.ofPlatform().start(() -> await(mapping.segment(), 0));
      int woken = 0;
      while (woken < 1) {
        woken += Futex.wakeOne(mapping.segment(), OFFSET) ? 1 : 0;
      }
      while (woken < 2) {
        woken += Futex.wakeAll(mapping.segment(), OFFSET);
      }
      first.join();
      second.join();
      assertThat(Futex.wakeAll(mapping.segment(), OFFSET)).isZero();
    }
  }

  @Test
  void aMappingCannotBeClosedUnderAWaiter() throws Exception {
    try (Memfd memfd = Memfd.create("futex", 4096); SharedMapping other = memfd.map(4096)) {
      SharedMapping mapping = memfd.map(4096);
      Thread sleeper = Thread.ofPlatform().start(() -> await(mapping.segment(), 0));
      while (!inNativeCall(sleeper)) {
        Thread.sleep(1);
      }
      Thread.sleep(20);
      assertThatThrownBy(mapping::close).isInstanceOf(IllegalStateException.class);
      while (!Futex.wakeOne(other.segment(), OFFSET)) {
        Thread.sleep(1);
      }
      sleeper.join();
      mapping.close();
    }
  }

  @Test
  void memoryThatIsNoWordIsRefused() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment segment = arena.allocate(8, 8);
      assertThatThrownBy(() -> Futex.wakeOne(segment, 8)).isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> Futex.wakeOne(segment, 2)).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> Futex.wakeOne(MemorySegment.ofArray(new int[4]), 0))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static boolean inNativeCall(Thread thread) {
    return Arrays.stream(thread.getStackTrace()).anyMatch(frame -> frame.getMethodName().equals("futexWait"));
  }

  private static Futex.Outcome await(MemorySegment segment, int expected) {
    Futex.Outcome outcome;
    do {
      outcome = Futex.await(segment, OFFSET, expected, Futex.FOREVER);
    } while (outcome == Futex.Outcome.INTERRUPTED);
    return outcome;
  }
}
