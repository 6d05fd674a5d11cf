package org.paravane.tests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.paravane.abi.Errno;
import org.paravane.guest.GuestOptions;
import org.paravane.guest.GuestStack;
import org.paravane.runtime.Accelerator;
import org.paravane.runtime.AcceleratorException;
import org.paravane.runtime.Fence;
import org.paravane.tests.process.Fleet;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class HostKilledTest {
  @Test
  void callsAndWaitersGetEnodevWithinASecondAndANewHostsDevicesAreProbed() throws Exception {
    try (Fleet fleet = Fleet.create()) {
      assertThat(fleet.startHost(List.of("--devices", "2"))).isEmpty();
      try (GuestStack guest = GuestStack.connect(fleet.socket(), GuestOptions.defaults())) {
        List<String> first = guest.accelerators();
        assertThat(first).hasSize(2);
        Accelerator accelerator = Accelerator.open(guest.node(first.getFirst()));
        List<CompletableFuture<Waited>> waiters = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
          Fence fence = accelerator.createFence();
          waiters.add(
              CompletableFuture.supplyAsync(() -> waitFor(fence), runnable -> Thread.ofPlatform().start(runnable)));
        }
        Thread.sleep(300); // long enough for all of them to be asleep in the ioctl; if not, the test is only weaker

        long killed = System.nanoTime();
        fleet.host().kill();

        for (CompletableFuture<Waited> waiter : waiters) {
          Waited waited = waiter.get(10, TimeUnit.SECONDS);
          assertThat(waited.errno()).isEqualTo(Errno.ENODEV);
          assertThat(Duration.ofNanos(waited.atNanos() - killed)).isLessThan(Duration.ofSeconds(1));
        }
        long called = System.nanoTime();
        assertThat(errnoOf(accelerator::createFence)).isEqualTo(Errno.ENODEV);
        assertThat(Duration.ofNanos(System.nanoTime() - called)).isLessThan(Duration.ofSeconds(1));
        accelerator.close();

        assertThat(fleet.startHost(List.of("--devices", "1"))).isEmpty();
        awaitAccelerators(guest, 1);
        try (Accelerator again = Accelerator.open(guest.node(guest.accelerators().getFirst()))) {
          assertThat(again.kernels()).isNotEmpty();
        }
      }
    }
  }

  private record Waited(Errno errno, long atNanos) {
  }

  private static Waited waitFor(Fence fence) {
    Errno errno = errnoOf(() -> fence.await(1));
    return new Waited(errno, System.nanoTime());
  }

  private static Errno errnoOf(Runnable call) {
    try {
      call.run();
    } catch (AcceleratorException e) {
      return e.errno();
    }
    throw new AssertionError("no error");
  }

  private static void awaitAccelerators(GuestStack guest, int count) throws InterruptedException {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (guest.accelerators().size() != count) {
      assertThat(System.nanoTime()).as("devices of the new host: " + guest.accelerators()).isLessThan(deadline);
      Thread.sleep(20);
    }
  }
}
