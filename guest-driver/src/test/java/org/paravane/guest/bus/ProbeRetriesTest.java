package org.paravane.guest.bus;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.paravane.abi.Result;
import org.paravane.device.BusType;
import org.paravane.device.Device;
import org.paravane.device.DeviceRegistry;
import org.paravane.device.DeviceSpec;
import org.paravane.device.MatchId;

/** When devices that were put off are asked again. */
@Timeout(30)
class ProbeRetriesTest {
  private static final ReconnectPolicy SHORT = new ReconnectPolicy(Duration.ofMillis(2), Duration.ofMillis(8));

  private static Device device() {
    return switch (new DeviceRegistry().addBus(BusType.named("b")).add(DeviceSpec.named("d", new MatchId("d")))) {
      case Result.Ok<Device>(Device device) -> device;
      case Result.Failed<Device> failed -> throw new AssertionError(failed);
    };
  }

  @Test
  void pausesDoubleUntilNothingIsPutOff() throws InterruptedException {
    int attempts = 6;
    List<Long> times = Collections.synchronizedList(new ArrayList<>());
    CountDownLatch done = new CountDownLatch(1);
    ProbeRetries[] retries = new ProbeRetries[1];
    Device device = device();
    retries[0] = new ProbeRetries(SHORT, () -> {
      times.add(System.nanoTime());
      if (times.size() == attempts) {
        done.countDown();
        return List.of();
      }
      retries[0].putOff();
      return List.of(device);
    });
    long begin = System.nanoTime();
    retries[0].putOff();
    assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
    // 2, 4, 8, 8, 8, 8
    assertThat(times.getLast() - begin).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(37));
  }

  @Test
  void manyThatArePutOffTogetherAreAskedOnce() throws InterruptedException {
    CountDownLatch asked = new CountDownLatch(2);
    ProbeRetries retries = new ProbeRetries(new ReconnectPolicy(Duration.ofMillis(300), Duration.ofMillis(300)), () -> {
      asked.countDown();
      return List.of();
    });
    for (int i = 0; i < 100; i++) {
      retries.putOff();
    }
    assertThat(asked.await(900, TimeUnit.MILLISECONDS)).isFalse();
    assertThat(asked.getCount()).isEqualTo(1);
  }

  @Test
  void afterTheCloseNothingIsAsked() throws InterruptedException {
    CountDownLatch asked = new CountDownLatch(1);
    ProbeRetries retries = new ProbeRetries(SHORT, () -> {
      asked.countDown();
      return List.of();
    });
    retries.close();
    retries.putOff();
    assertThat(asked.await(100, TimeUnit.MILLISECONDS)).isFalse();
  }
}
