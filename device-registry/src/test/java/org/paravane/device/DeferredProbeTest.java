package org.paravane.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.paravane.device.TestBed.errno;
import static org.paravane.device.TestBed.ok;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.paravane.abi.Errno;

/** Putting a probe off and asking again: linux-accel.md 2.3. */
@Timeout(30)
class DeferredProbeTest {
  private static final MatchId CLOCK = new MatchId("clock");

  private final TestBed bed = new TestBed(new DeviceRegistry(RegistryOptions.defaults().withDebugTree()));
  private final WidgetDriver clocks = new WidgetDriver("clocks", CLOCK);
  /** Binds widgets once there is a clock. */
  private final WidgetDriver widgets = new WidgetDriver("widgets").probing(device -> bed.bus.devices(clocks).isEmpty()
      ? new ProbeResult.Deferred("no clock yet: device=" + device.name())
      : ProbeResult.bound());

  private Device clock(String name) {
    return ok(bed.bus.add(DeviceSpec.named(name, CLOCK)));
  }

  @Test
  void aDeferredDeviceIsBoundOnceAnotherProbeSucceeds() {
    ok(bed.bus.addDriver(widgets));
    ok(bed.bus.addDriver(clocks));
    Device first = bed.plug("first");
    Device second = bed.plug("second");
    assertThat(first.state()).isEqualTo(new DeviceState.Deferred("widgets", "no clock yet: device=first"));

    clock("c");

    assertThat(first.state()).isEqualTo(new DeviceState.Bound("widgets"));
    assertThat(second.state()).isEqualTo(new DeviceState.Bound("widgets"));
    assertThat(bed.registry.deferred()).isEmpty();
  }

  @Test
  void theReasonsCanBeRead() {
    ok(bed.bus.addDriver(widgets));
    bed.plug("first");
    bed.plug("second");

    assertThat(bed.registry.deferred()).containsEntry("first", "no clock yet: device=first").hasSize(2);
    assertThat(bed.read("sys/kernel/debug/devices_deferred"))
        .isEqualTo("first\tno clock yet: device=first\nsecond\tno clock yet: device=second\n");
    assertThat(bed.registry.census().deferred()).isEqualTo(2);
  }

  @Test
  void whatIsStillNotThereIsDeferredAgain() {
    WidgetDriver never = new WidgetDriver("never").probing(device -> new ProbeResult.Deferred("never"));
    ok(bed.bus.addDriver(never));
    ok(bed.bus.addDriver(clocks));
    Device device = bed.plug("w");
    clock("a");
    clock("b");

    assertThat(never.log).containsExactly("probe w", "probe w", "probe w");
    assertThat(device.state()).isEqualTo(new DeviceState.Deferred("never", "never"));
  }

  @Test
  void aBusCanBeAskedToTryAgain() {
    AtomicInteger busy = new AtomicInteger(2);
    ok(bed.bus.addDriver(new WidgetDriver("slow")
        .probing(device -> busy.getAndDecrement() > 0 ? new ProbeResult.Deferred("busy") : ProbeResult.bound())));
    Device device = bed.plug("w");
    assertThat(bed.bus.retryDeferred()).containsExactly(device);
    assertThat(bed.bus.retryDeferred()).isEmpty();
    assertThat(device.state()).isEqualTo(new DeviceState.Bound("slow"));
  }

  @Test
  void theBusTypeHearsOfEachDeferral() {
    List<String> heard = new ArrayList<>();
    Bus bus = bed.registry.addBus(new BusType() {
      @Override
      public String name() {
        return "slow";
      }

      @Override
      public void deferred(Device device) {
        heard.add(device.name());
      }
    });
    ok(bus.addDriver(new WidgetDriver("never", CLOCK).probing(device -> new ProbeResult.Deferred("never"))));
    ok(bus.add(DeviceSpec.named("w", CLOCK)));
    assertThat(heard).containsExactly("w");
    bus.retryDeferred();
    assertThat(heard).containsExactly("w", "w");
    bus.setAutoprobe(false);
    bus.retryDeferred();
    assertThat(heard).containsExactly("w", "w");
    assertThat(bed.registry.census().deferred()).isEqualTo(1);
  }

  @Test
  void aFailureElsewhereDoesNotAskAgain() {
    WidgetDriver never = new WidgetDriver("never").probing(device -> new ProbeResult.Deferred("never"));
    ok(bed.bus.addDriver(never));
    bed.plug("w");
    ok(bed.bus.addDriver(new WidgetDriver("broken", CLOCK).probing(device -> new ProbeResult.Failed(Errno.EIO, "x"))));
    clock("c");

    assertThat(never.log).containsExactly("probe w");
  }

  @Test
  void aChainOfDependenciesResolvesInAnyOrder() {
    // stage3 needs a bound stage2, which needs a bound stage1.
    WidgetDriver chain = new WidgetDriver("chain");
    chain.onProbe = device -> {
      int stage = Integer.parseInt(device.name());
      boolean ready = stage == 1
          || bed.bus.devices(chain).stream().anyMatch(d -> d.name().equals(Integer.toString(stage - 1)));
      return ready ? ProbeResult.bound() : new ProbeResult.Deferred("needs " + (stage - 1));
    };
    ok(bed.bus.addDriver(chain));
    Device third = bed.plug("3");
    Device second = bed.plug("2");
    assertThat(third.driver()).isEmpty();
    bed.plug("1");

    assertThat(second.state()).isEqualTo(new DeviceState.Bound("chain"));
    assertThat(third.state()).isEqualTo(new DeviceState.Bound("chain"));
  }

  @Test
  void whatAProbeDidBeforeDeferringIsUndone() {
    AtomicInteger released = new AtomicInteger();
    ok(bed.bus.addDriver(new WidgetDriver("d").probing(device -> {
      device.setDriverData("x");
      device.onUnbind("a", released::incrementAndGet);
      device.onLastClose("b", released::incrementAndGet);
      return new ProbeResult.Deferred("later");
    })));
    Device device = bed.plug("w");

    assertThat(released).hasValue(2);
    assertThat(device.driverData(String.class)).isEmpty();
  }

  @Test
  void aRemovedDeviceIsAskedNoMore() {
    ok(bed.bus.addDriver(widgets));
    ok(bed.bus.addDriver(clocks));
    Device device = bed.plug("w");
    bed.bus.remove(device);
    clock("c");

    assertThat(widgets.log).containsExactly("probe w");
    assertThat(bed.registry.deferred()).isEmpty();
  }

  @Test
  void anUnloadedDriverLeavesNoDeferral() {
    ok(bed.bus.addDriver(widgets));
    Device device = bed.plug("w");
    bed.bus.removeDriver(widgets);

    assertThat(bed.registry.deferred()).isEmpty();
    assertThat(device.state()).isInstanceOf(DeviceState.Unbound.class);
  }

  @Test
  void anotherDriverMayTakeADeferredDevice() {
    ok(bed.bus.addDriver(widgets));
    Device device = bed.plug("w");
    WidgetDriver generic = new WidgetDriver("generic");
    ok(bed.bus.addDriver(generic));

    assertThat(device.driver()).contains(generic);
    assertThat(bed.registry.deferred()).isEmpty();
  }

  @Test
  void aRejectionByAnotherDriverDoesNotTakeTheDeferralBack() {
    ok(bed.bus.addDriver(widgets));
    ok(bed.bus.addDriver(clocks));
    ok(bed.bus
        .addDriver(new WidgetDriver("picky").probing(device -> new ProbeResult.NotMine(Errno.ENODEV, "not mine"))));
    Device device = bed.plug("w");
    assertThat(device.state()).isInstanceOf(DeviceState.Deferred.class);
    clock("c");

    assertThat(device.state()).isEqualTo(new DeviceState.Bound("widgets"));
  }

  @Test
  void bindingByHandTellsThatItWasDeferred() {
    bed.bus.setAutoprobe(false);
    ok(bed.bus.addDriver(widgets));
    Device device = bed.plug("w");

    assertThat(errno(bed.bus.bind(device, widgets))).isEqualTo(Errno.EAGAIN);
    assertThat(errno(bed.registry.tree().write("sys/bus/test/drivers/widgets/bind", "w"))).isEqualTo(Errno.EAGAIN);
  }

  @Test
  void withAutomaticProbingOffDeferredDevicesWait() {
    ok(bed.bus.addDriver(widgets));
    ok(bed.bus.addDriver(clocks));
    Device device = bed.plug("w");
    bed.bus.setAutoprobe(false);
    Device tick = clock("c");
    ok(bed.bus.bind(tick, clocks));
    assertThat(device.state()).isInstanceOf(DeviceState.Deferred.class);
    assertThat(bed.registry.deferred()).containsKey("w");

    bed.bus.setAutoprobe(true);
    clock("c2");
    assertThat(device.state()).isEqualTo(new DeviceState.Bound("widgets"));
  }

  @Test
  void aDeviceThatNobodyMatchesAnyMoreIsUnbound() {
    ok(bed.bus.addDriver(widgets));
    ok(bed.bus.addDriver(clocks));
    Device device = bed.plug("w");
    device.overrideDriver(java.util.Optional.of("somebody"));
    clock("c");

    assertThat(device.state()).isInstanceOf(DeviceState.Unbound.class);
    assertThat(bed.registry.deferred()).isEmpty();
  }

  @Test
  void deferringAfterAddingABoundChildDoesNotGoOnForEver() {
    AtomicInteger probes = new AtomicInteger();
    WidgetDriver parent = new WidgetDriver("parent").probing(device -> {
      Device child = ok(bed.bus.add(DeviceSpec.named("child" + probes.incrementAndGet(), CLOCK)));
      device.onUnbind("child", () -> bed.bus.remove(child));
      return new ProbeResult.Deferred("still not");
    });
    ok(bed.bus.addDriver(clocks));
    ok(bed.bus.addDriver(parent));
    Device device = bed.plug("w");

    assertThat(probes).hasValue(1);
    assertThat(device.state()).isInstanceOf(DeviceState.Deferred.class);
  }

  @Test
  void aProbeThatDefersWhileAnotherThreadBindsIsAskedAgain() throws InterruptedException {
    CountDownLatch probing = new CountDownLatch(1);
    CountDownLatch clockBound = new CountDownLatch(1);
    AtomicInteger probes = new AtomicInteger();
    ok(bed.bus.addDriver(clocks));
    ok(bed.bus.addDriver(new WidgetDriver("slow").probing(device -> {
      if (probes.getAndIncrement() > 0) {
        return ProbeResult.bound();
      }
      // Looks, finds no clock; the clock comes before the answer is noted.
      probing.countDown();
      try {
        clockBound.await();
      } catch (InterruptedException e) {
        return new ProbeResult.Failed(Errno.EINTR, "interrupted");
      }
      return new ProbeResult.Deferred("no clock");
    })));
    Thread other = Thread.ofPlatform().start(() -> {
      try {
        probing.await();
      } catch (InterruptedException e) {
        return;
      }
      clock("c");
      clockBound.countDown();
    });

    Device device = bed.plug("w");

    other.join();
    assertThat(device.state()).isEqualTo(new DeviceState.Bound("slow"));
    assertThat(probes).hasValue(2);
  }

  @Test
  void deferralsOfOneRegistryAreNotTriggeredByAnother() {
    ok(bed.bus.addDriver(widgets));
    bed.plug("w");
    try (TestBed other = new TestBed()) {
      ok(other.bus.addDriver(new WidgetDriver("d")));
      other.plug("x");
    }

    assertThat(widgets.log).isEqualTo(List.of("probe w"));
  }

  @Test
  void twoThreadsThatDeferDoNotTriggerEachOtherForEver() throws InterruptedException {
    int rounds = 50;
    for (int round = 0; round < rounds; round++) {
      CountDownLatch bothProbing = new CountDownLatch(2);
      CountDownLatch clockBound = new CountDownLatch(1);
      WidgetDriver never = new WidgetDriver("never").probing(device -> {
        bothProbing.countDown();
        try {
          clockBound.await();
        } catch (InterruptedException e) {
          return new ProbeResult.Failed(Errno.EINTR, "interrupted");
        }
        return new ProbeResult.Deferred("never");
      });
      try (TestBed arena = new TestBed()) {
        ok(arena.bus.addDriver(never));
        ok(arena.bus.addDriver(new WidgetDriver("clocks", CLOCK)));
        Thread first = Thread.ofPlatform().start(() -> arena.plug("1"));
        Thread second = Thread.ofPlatform().start(() -> arena.plug("2"));
        bothProbing.await();
        ok(arena.bus.add(DeviceSpec.named("c", CLOCK)));
        clockBound.countDown();
        first.join();
        second.join();

        // Once for the plug, once because the clock came meanwhile.
        assertThat(never.log).containsExactlyInAnyOrder("probe 1", "probe 1", "probe 2", "probe 2");
        assertThat(arena.registry.deferred()).hasSize(2);
      }
    }
  }
}
