package org.paravane.guest.dxg;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;

class RecentAnswerTest {
  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 50);
  private final AtomicInteger asked = new AtomicInteger();

  @Test
  void anAnswerIsKeptForItsTime() {
    RecentAnswer<Integer> answer = new RecentAnswer<>(() -> Result.ok(asked.incrementAndGet()), Duration.ofNanos(100),
        now::get);
    assertThat(answer.get()).isEqualTo(Result.ok(1));
    now.addAndGet(99); // past the largest number: differences count
    assertThat(answer.get()).isEqualTo(Result.ok(1));
    now.addAndGet(1);
    assertThat(answer.get()).isEqualTo(Result.ok(2));
  }

  @Test
  void aFailureIsNotKept() {
    RecentAnswer<Integer> answer = new RecentAnswer<>(
        () -> asked.incrementAndGet() == 1 ? Result.failed(Errno.ENODEV, "gone") : Result.ok(7),
        Duration.ofNanos(100), now::get);
    assertThat(answer.get()).isInstanceOf(Result.Failed.class);
    assertThat(answer.get()).isEqualTo(Result.ok(7));
    assertThat(answer.get()).isEqualTo(Result.ok(7));
    assertThat(asked).hasValue(2);
  }
}
