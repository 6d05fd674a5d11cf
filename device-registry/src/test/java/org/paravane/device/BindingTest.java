package org.paravane.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.paravane.device.TestBed.brief;
import static org.paravane.device.TestBed.drain;
import static org.paravane.device.TestBed.errno;
import static org.paravane.device.TestBed.ok;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.device.attribute.Attribute;
import org.paravane.device.attribute.AttributeGroup;
import org.paravane.device.uevent.UeventSubscription;

/** Probe, bind, unbind, remove: linux-accel.md 2.2 to 2.4. */
@Timeout(30)
class BindingTest {
  private final TestBed bed = new TestBed();

  @Test
  void aDeviceFindsItsDriverWhicheverComesFirst() {
    WidgetDriver driver = new WidgetDriver("d");
    Device early = bed.plug("early");
    assertThat(early.state()).isEqualTo(new DeviceState.Unbound(Optional.empty()));
    ok(bed.bus.addDriver(driver));
    Device late = bed.plug("late");

    assertThat(driver.log).containsExactly("probe early", "probe late");
    assertThat(early.state()).isEqualTo(new DeviceState.Bound("d"));
    assertThat(late.driver()).contains(driver);
    assertThat(bed.bus.devices(driver)).containsExactly(early, late);
  }

  @Test
  void onlyMatchingDriversAreAsked() {
    WidgetDriver other = new WidgetDriver("other", new MatchId("gadget"));
    ok(bed.bus.addDriver(other));
    Device device = bed.plug("w");
    Device hub = ok(bed.bus.add(DeviceSpec.named("hub")));

    assertThat(other.log).isEmpty();
    assertThat(device.driver()).isEmpty();
    assertThat(hub.driver()).isEmpty();
  }

  @Test
  void aRejectionIsQuietAndTheNextDriverIsTried() {
    WidgetDriver picky = new WidgetDriver("picky")
        .probing(device -> new ProbeResult.NotMine(Errno.ENODEV, "wrong revision"));
    WidgetDriver pickier = new WidgetDriver("pickier")
        .probing(device -> new ProbeResult.NotMine(Errno.ENXIO, "wrong revision"));
    WidgetDriver taker = new WidgetDriver("taker");
    ok(bed.bus.addDriver(picky));
    ok(bed.bus.addDriver(pickier));
    ok(bed.bus.addDriver(taker));

    Device device = bed.plug("w");

    assertThat(device.driver()).contains(taker);
    assertThat(picky.log).containsExactly("probe w");
    assertThat(pickier.log).containsExactly("probe w");
  }

  @Test
  void onlyEnodevAndEnxioAreRejections() {
    assertThatThrownBy(() -> new ProbeResult.NotMine(Errno.EIO, "x")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aFailedProbeLeavesTheDeviceThereAndUnbound() {
    WidgetDriver broken = new WidgetDriver("broken").probing(device -> new ProbeResult.Failed(Errno.EIO, "no answer"));
    ok(bed.bus.addDriver(broken));

    Device device = bed.plug("w");

    assertThat(device.state())
        .isEqualTo(new DeviceState.Unbound(Optional.of(new ProbeResult.Failed(Errno.EIO, "no answer"))));
    assertThat(bed.bus.devices()).containsExactly(device);
    assertThat(broken.log).containsExactly("probe w");
  }

  @Test
  void aProbeThatThrowsHasFailed() {
    WidgetDriver broken = new WidgetDriver("broken").probing(device -> {
      device.setDriverData("half");
      throw new IllegalStateException("on purpose");
    });
    ok(bed.bus.addDriver(broken));

    Device device = bed.plug("w");

    assertThat(device.state()).isInstanceOf(DeviceState.Unbound.class);
    assertThat(device.driverData(String.class)).isEmpty();
  }

  @Test
  void anErrorInAProbeReachesTheCallerAndLeavesNothing() {
    WidgetDriver broken = new WidgetDriver("broken").probing(device -> {
      throw new AssertionError("on purpose");
    });
    Device device = bed.plug("w");
    RegistryCensus before = bed.registry.census();

    assertThatThrownBy(() -> bed.bus.addDriver(broken)).isInstanceOf(AssertionError.class);

    assertThat(device.state()).isEqualTo(new DeviceState.Unbound(Optional.empty()));
    bed.bus.removeDriver(broken);
    assertThat(bed.registry.census()).isEqualTo(before);
  }

  @Test
  void driverDataLivesFromProbeToUnbind() {
    List<Object> seenInRemove = new ArrayList<>();
    WidgetDriver driver = new WidgetDriver("d").probing(device -> {
      device.setDriverData("state of " + device.name());
      return ProbeResult.bound();
    });
    driver.onRemove = device -> seenInRemove.add(device.driverData(String.class).orElse("nothing"));
    ok(bed.bus.addDriver(driver));
    Device device = bed.plug("w");

    assertThat(device.driverData(String.class)).contains("state of w");
    assertThatThrownBy(() -> device.driverData(Integer.class)).isInstanceOf(ClassCastException.class);
    bed.bus.removeDriver(driver);

    assertThat(seenInRemove).containsExactly("state of w");
    assertThat(device.driverData(String.class)).isEmpty();
    assertThatThrownBy(() -> device.setDriverData("late")).isInstanceOf(IllegalStateException.class)
        .hasMessage("device has no driver: call=setDriverData, device=w");
    assertThatThrownBy(() -> device.onUnbind("late", () -> {
    })).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void driverDataIsCollectableAfterUnbind() throws InterruptedException {
    WidgetDriver driver = new WidgetDriver("d").probing(device -> {
      device.setDriverData(new Object());
      return ProbeResult.bound();
    });
    ok(bed.bus.addDriver(driver));
    Device device = bed.plug("w");
    WeakReference<Object> data = new WeakReference<>(device.driverData(Object.class).orElseThrow());
    bed.bus.remove(device);

    for (int i = 0; i < 200 && data.get() != null; i++) {
      System.gc();
      Thread.sleep(5);
    }
    assertThat(data.get()).isNull();
    assertThat(device.isGone()).isTrue();
  }

  @Test
  void aHundredDevicesHaveAHundredStates() {
    ok(bed.bus.addDriver(new WidgetDriver("d").probing(device -> {
      device.setDriverData(new int[]{Integer.parseInt(device.name())});
      return ProbeResult.bound();
    })));
    for (int i = 0; i < 100; i++) {
      bed.plug(Integer.toString(i));
    }

    assertThat(bed.bus.devices().stream().map(device -> device.driverData(int[].class).orElseThrow()[0])).hasSize(100)
        .doesNotHaveDuplicates();
    assertThat(bed.bus.devices().stream().map(Device::id)).doesNotHaveDuplicates();
  }

  @Test
  void eventsTellTheStory() {
    UeventSubscription events = bed.registry.events().subscribe();
    WidgetDriver driver = new WidgetDriver("d").probing(device -> ProbeResult
        .of(bed.nodes.register(device, NodeOptions.defaults(), FileOperations.none(), List.of())));
    Device device = bed.plug("w");
    ok(bed.bus.addDriver(driver));
    ok(bed.bus.unbind(device, driver));
    ok(bed.bus.bind(device, driver));
    bed.bus.remove(device);

    assertThat(brief(drain(events))).containsExactly("add w", "add toy0", "bind w", "remove toy0", "unbind w",
        "add toy1",
        "bind w", "remove toy1", "unbind w", "remove w");
  }

  @Test
  void bindNamesTheDriverAndUnbindHasNoModalias() {
    Bus aliased = bed.registry.addBus(new BusType() {
      @Override
      public String name() {
        return "aliased";
      }

      @Override
      public Map<String, String> ueventVariables(Device device) {
        return Map.of("MODALIAS", "aliased:" + device.name());
      }
    });
    UeventSubscription events = bed.registry.events().subscribe();
    WidgetDriver driver = new WidgetDriver("d");
    ok(aliased.addDriver(driver));
    ok(aliased.add(DeviceSpec.named("w", TestBed.ID).withVariables(Map.of("EXTRA", "1"))));
    aliased.removeDriver(driver);

    var told = drain(events);
    assertThat(told.get(0).variables()).containsEntry("MODALIAS", "aliased:w").containsEntry("EXTRA", "1")
        .doesNotContainKey("DRIVER");
    assertThat(told.get(1).variables()).containsEntry("MODALIAS", "aliased:w").containsEntry("DRIVER", "d");
    assertThat(told.get(2).variables()).doesNotContainKeys("MODALIAS", "DRIVER");
    assertThat(told.get(1).subsystem()).isEqualTo("aliased");
  }

  @Test
  void namesAreUniqueOnABus() {
    bed.plug("w");
    ok(bed.bus.addDriver(new WidgetDriver("d")));

    assertThat(errno(bed.bus.add(DeviceSpec.named("w")))).isEqualTo(Errno.EEXIST);
    assertThat(errno(bed.bus.addDriver(new WidgetDriver("d")))).isEqualTo(Errno.EBUSY);
    assertThatThrownBy(() -> bed.registry.addBus(BusType.named("test"))).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> bed.registry.addClass(ClassOptions.of("toy", 1, 1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aDeviceThatComesBackIsANewOne() {
    WidgetDriver driver = new WidgetDriver("d");
    ok(bed.bus.addDriver(driver));
    Device first = bed.plug("w");
    bed.bus.remove(first);
    Device second = bed.plug("w");
    bed.bus.remove(first);

    assertThat(second.id()).isNotEqualTo(first.id());
    assertThat(second.state()).isEqualTo(new DeviceState.Bound("d"));
    assertThat(first.state()).isEqualTo(new DeviceState.Removed());
    assertThat(driver.log).containsExactly("probe w", "remove w", "probe w");
  }

  @Test
  void removeKnowsWhetherTheDeviceIsThere() {
    List<Boolean> gone = new ArrayList<>();
    WidgetDriver driver = new WidgetDriver("d");
    driver.onRemove = device -> gone.add(device.isGone());
    ok(bed.bus.addDriver(driver));
    Device device = bed.plug("w");
    ok(bed.bus.unbind(device, driver));
    ok(bed.bus.bind(device, driver));
    bed.bus.remove(device);

    assertThat(gone).containsExactly(false, true);
  }

  @Test
  void driverAttributesStandInTheDirectoryWhileBound() {
    WidgetDriver driver = new WidgetDriver("d");
    driver.groups = device -> List.of(AttributeGroup.of(Attribute.constant("speed", 9)),
        AttributeGroup.in("power", Attribute.constant("watts", 75)));
    ok(bed.bus.addDriver(driver));
    Device device = bed.plug("w");

    assertThat(bed.read(device.path() + "/speed")).isEqualTo("9\n");
    assertThat(bed.read("sys/bus/test/devices/w/power/watts")).isEqualTo("75\n");
    ok(bed.bus.unbind(device, driver));
    assertThat(bed.list(device.path())).containsExactly("driver_override", "subsystem", "uevent");
  }

  @Test
  void attributesThatClashFailTheProbe() {
    WidgetDriver driver = new WidgetDriver("d");
    driver.groups = device -> List.of(AttributeGroup.of(Attribute.constant("uevent", 9)));
    ok(bed.bus.addDriver(driver));

    Device device = bed.plug("w");

    assertThat(driver.log).containsExactly("probe w", "remove w");
    assertThat(device.state()).isInstanceOfSatisfying(DeviceState.Unbound.class,
        state -> assertThat(state.lastResult()).containsInstanceOf(ProbeResult.Failed.class));
  }

  @Test
  void aDriverThatThrowsOnTheWayOutIsStillOut() {
    List<String> released = new ArrayList<>();
    WidgetDriver driver = new WidgetDriver("d").probing(device -> {
      device.onUnbind("ring", () -> released.add("ring"));
      return ProbeResult.bound();
    });
    driver.onRemove = device -> {
      throw new IllegalStateException("on purpose");
    };
    ok(bed.bus.addDriver(driver));
    Device device = bed.plug("w");
    bed.bus.remove(device);

    assertThat(released).containsExactly("ring");
    assertThat(device.state()).isEqualTo(new DeviceState.Removed());
  }

  @Test
  void childrenGoBeforeTheirParent() {
    WidgetDriver driver = new WidgetDriver("d");
    ok(bed.bus.addDriver(driver));
    Device hub = ok(bed.bus.add(DeviceSpec.named("hub").withData("version 5.2")));
    Device a = ok(bed.bus.add(DeviceSpec.named("a", TestBed.ID).withParent(hub)));
    Device b = ok(bed.bus.add(DeviceSpec.named("b", TestBed.ID).withParent(a)));
    UeventSubscription events = bed.registry.events().subscribe();

    assertThat(b.path()).isEqualTo("sys/devices/test/hub/a/b");
    assertThat(a.parent().orElseThrow().busData(String.class)).isEqualTo("version 5.2");
    assertThat(bed.list("sys/devices/test/hub")).contains("a");
    bed.bus.remove(hub);

    assertThat(brief(drain(events))).containsExactly("unbind b", "remove b", "unbind a", "remove a", "remove hub");
    assertThat(bed.bus.devices()).isEmpty();
    assertThat(errno(bed.bus.add(DeviceSpec.named("c").withParent(hub)))).isEqualTo(Errno.ENODEV);
    assertThat(bed.bus.device("c")).isEmpty();
  }

  @Test
  void busDataIsTyped() {
    Device bare = bed.plug("bare");
    assertThatThrownBy(() -> bare.busData(String.class)).isInstanceOf(IllegalStateException.class);
    Device device = ok(bed.bus.add(DeviceSpec.named("w").withData(7)));
    assertThat(device.busData(Integer.class)).isEqualTo(7);
    assertThatThrownBy(() -> device.busData(String.class)).isInstanceOf(ClassCastException.class);
  }

  @Test
  void aRemovalInTheMiddleOfAProbeIsSeenByTheProbeAndUndoesIt() throws InterruptedException {
    CountDownLatch probing = new CountDownLatch(1);
    WidgetDriver driver = new WidgetDriver("d").probing(device -> {
      device.setDriverData("half");
      probing.countDown();
      while (!device.isGone()) {
        Thread.onSpinWait();
      }
      return ProbeResult.bound();
    });
    ok(bed.bus.addDriver(driver));
    RegistryCensus before = bed.registry.census();
    Thread adder = Thread.ofPlatform().start(() -> bed.plug("w"));
    probing.await();
    Device device = bed.bus.device("w").orElseThrow();
    bed.bus.remove(device);

    assertThat(device.state()).isEqualTo(new DeviceState.Removed());
    assertThat(driver.log).containsExactly("probe w", "remove w");
    adder.join();
    assertThat(bed.registry.census()).isEqualTo(before);
  }

  @Test
  void aNodeCannotBeRegisteredForADeviceOnItsWayOut() throws InterruptedException {
    List<Result<DeviceNode>> answers = new ArrayList<>();
    CountDownLatch probing = new CountDownLatch(1);
    ok(bed.bus.addDriver(new WidgetDriver("d").probing(device -> {
      probing.countDown();
      while (!device.isGone()) {
        Thread.onSpinWait();
      }
      Result<DeviceNode> node = bed.nodes.register(device, NodeOptions.defaults(), FileOperations.none(), List.of());
      answers.add(node);
      return ProbeResult.of(node);
    })));
    Thread adder = Thread.ofPlatform().start(() -> bed.plug("w"));
    probing.await();
    bed.bus.remove(bed.bus.device("w").orElseThrow());
    adder.join();

    assertThat(errno(answers.getFirst())).isEqualTo(Errno.ENODEV);
    assertThat(bed.registry.census().minors()).isZero();
  }

  @Test
  void aCallbackMayRemoveItsOwnDeviceAndItHappensAfterwards() {
    WidgetDriver driver = new WidgetDriver("d").probing(device -> {
      bed.bus.remove(device);
      assertThat(device.isGone()).isTrue();
      assertThat(device.state()).isEqualTo(new DeviceState.Probing("d"));
      return ProbeResult.bound();
    });
    ok(bed.bus.addDriver(driver));

    Device device = bed.plug("w");

    assertThat(device.state()).isEqualTo(new DeviceState.Removed());
    assertThat(driver.log).containsExactly("probe w", "remove w");
  }

  @Test
  void aCallbackMayRemoveTheParentOfItsDevice() {
    Device hub = ok(bed.bus.add(DeviceSpec.named("hub")));
    ok(bed.bus.addDriver(new WidgetDriver("d").probing(device -> {
      bed.bus.remove(hub);
      return ProbeResult.bound();
    })));

    Device device = ok(bed.bus.add(DeviceSpec.named("w", TestBed.ID).withParent(hub)));

    assertThat(device.state()).isEqualTo(new DeviceState.Removed());
    assertThat(hub.state()).isEqualTo(new DeviceState.Removed());
  }

  @Test
  void unbindingFromInsideTheProbeIsBusy() {
    List<Errno> answers = new ArrayList<>();
    WidgetDriver driver = new WidgetDriver("d");
    driver.onProbe = device -> {
      answers.add(errno(bed.bus.unbind(device, driver)));
      answers.add(errno(bed.bus.bind(device, driver)));
      return ProbeResult.bound();
    };
    ok(bed.bus.addDriver(driver));
    Device device = bed.plug("w");

    assertThat(answers).containsExactly(Errno.EBUSY, Errno.EBUSY);
    assertThat(device.state()).isEqualTo(new DeviceState.Bound("d"));
  }

  @Test
  void aDriverMayAddDevicesInItsProbe() {
    WidgetDriver bridge = new WidgetDriver("bridge", new MatchId("bridge"));
    bridge.onProbe = device -> {
      Device child = ok(bed.bus.add(DeviceSpec.named(device.name() + ".0", TestBed.ID).withParent(device)));
      device.onUnbind("child", () -> bed.bus.remove(child));
      return ProbeResult.bound();
    };
    WidgetDriver widget = new WidgetDriver("widget");
    ok(bed.bus.addDriver(widget));
    ok(bed.bus.addDriver(bridge));
    Device device = ok(bed.bus.add(DeviceSpec.named("br", new MatchId("bridge"))));
    assertThat(bed.bus.device("br.0").orElseThrow().driver()).contains(widget);

    ok(bed.bus.unbind(device, bridge));

    assertThat(widget.log).containsExactly("probe br.0", "remove br.0");
    assertThat(bed.bus.devices()).containsExactly(device);
  }

  @Test
  void twoRegistriesDoNotKnowOfEachOther() {
    WidgetDriver driver = new WidgetDriver("d").probing(device -> {
      device.setDriverData("in " + device.bus().registry().hashCode());
      return ProbeResult.bound();
    });
    try (TestBed other = new TestBed()) {
      ok(bed.bus.addDriver(driver));
      ok(other.bus.addDriver(driver));
      Device here = bed.plug("w");
      Device there = other.plug("w");
      other.bus.removeDriver(driver);

      assertThat(here.driverData(String.class)).contains("in " + bed.registry.hashCode());
      assertThat(there.driver()).isEmpty();
      assertThat(bed.registry.events().sequence()).isEqualTo(2);
      assertThat(other.registry.events().sequence()).isEqualTo(3);
    }
  }

  @Test
  void closingTheRegistryRemovesEverything() {
    RegistryCensus empty = bed.registry.census();
    ok(bed.bus.addDriver(new WidgetDriver("d").probing(device -> ProbeResult
        .of(bed.nodes.register(device, NodeOptions.defaults(), FileOperations.none(), List.of())))));
    Device device = bed.plug("a");
    bed.plug("b");
    OpenFile orphan = TestBed.open(device.nodes().getFirst());

    bed.registry.close();
    bed.registry.close();

    assertThat(bed.registry.census()).isEqualTo(empty);
    assertThat(orphan.isUnplugged()).isTrue();
    orphan.close();
  }
}
