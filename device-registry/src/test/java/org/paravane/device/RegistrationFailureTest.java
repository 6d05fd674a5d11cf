package org.paravane.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.paravane.device.TestBed.drain;
import static org.paravane.device.TestBed.errno;
import static org.paravane.device.TestBed.ok;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.device.attribute.Attribute;
import org.paravane.device.attribute.AttributeGroup;
import org.paravane.device.uevent.Uevent;
import org.paravane.device.uevent.UeventAction;
import org.paravane.device.uevent.UeventSubscription;

/** A failure at any step of registering or probing leaves what was there before. */
@Timeout(30)
class RegistrationFailureTest {
  private static final String ON_PURPOSE = "on purpose";

  /** Throws when the n-th step is reached; counts otherwise. */
  private static final class Fault implements DeviceRegistry.Checkpoint {
    final List<String> steps = new ArrayList<>();
    int failAt = -1;

    @Override
    public void reached(String step) {
      steps.add(step);
      if (steps.size() - 1 == failAt) {
        throw new IllegalStateException(ON_PURPOSE);
      }
    }
  }

  private final Fault fault = new Fault();
  private final TestBed bed = new TestBed(new DeviceRegistry(RegistryOptions.defaults().withDebugTree(), fault));

  private Result<DeviceNode> register(Device device) {
    return bed.nodes.register(device, NodeOptions.defaults().withById("id-" + device.name()), FileOperations.none(),
        List.of(AttributeGroup.of(Attribute.constant("x", 1))));
  }

  private static void assertMatched(List<Uevent> events) {
    Map<String, Integer> balance = new HashMap<>();
    events.forEach(event -> balance.merge(event.devpath(),
        event.action() == UeventAction.ADD ? 1 : event.action() == UeventAction.REMOVE ? -1 : 0, Integer::sum));
    assertThat(balance.values()).allMatch(count -> count == 0);
  }

  @Test
  void aNodeIsRegisteredInTheseSteps() {
    Device device = bed.plug("w");
    fault.steps.clear();
    ok(register(device));

    assertThat(fault.steps).containsExactly("minor", "attributes", "directory", "class", "debug", "debug directory",
        "open",
        "node", "node directory", "by-id", "add", "added");
  }

  @Test
  void aDeviceIsAddedInTheseSteps() {
    bed.plug("w");

    assertThat(fault.steps).containsExactly("name", "attributes", "directory", "bus", "add", "added");
  }

  @Test
  void aFailureAtAnyStepOfANodeLeavesNothing() {
    Device device = bed.plug("w");
    RegistryCensus before = bed.registry.census();
    for (int step = 0; step < 11; step++) {
      fault.steps.clear();
      fault.failAt = step;
      UeventSubscription events = bed.registry.events().subscribe();
      assertThatThrownBy(() -> register(device)).hasMessage(ON_PURPOSE);
      assertMatched(drain(events));
      events.close();
      assertThat(bed.registry.census()).as("after failing at %s", fault.steps.getLast()).isEqualTo(before);
      assertThat(device.nodes()).isEmpty();
    }
    fault.failAt = -1;
    ok(register(device)).unregister();
    assertThat(bed.registry.census()).isEqualTo(before);
  }

  @Test
  void aFailureAtAnyStepOfADeviceLeavesNothing() {
    RegistryCensus before = bed.registry.census();
    Device hub = bed.plug("hub");
    RegistryCensus withHub = bed.registry.census();
    for (int step = 0; step < 6; step++) {
      fault.steps.clear();
      fault.failAt = step;
      UeventSubscription events = bed.registry.events().subscribe();
      assertThatThrownBy(() -> bed.bus.add(DeviceSpec.named("w", TestBed.ID).withParent(hub))).hasMessage(ON_PURPOSE);
      assertMatched(drain(events));
      events.close();
      assertThat(bed.registry.census()).as("after failing at %s", fault.steps.getLast()).isEqualTo(withHub);
      assertThat(hub.children()).isEmpty();
    }
    fault.failAt = -1;
    ok(bed.bus.add(DeviceSpec.named("w", TestBed.ID).withParent(hub)));
    bed.bus.remove(hub);
    assertThat(bed.registry.census()).isEqualTo(before);
  }

  @Test
  void aNodeWhoseStableNameIsTakenIsNotRegistered() {
    Device device = bed.plug("w");
    ok(register(device));
    RegistryCensus before = bed.registry.census();

    assertThat(register(device)).isEqualTo(Result.failed(Errno.EEXIST, "name is taken: step=by-id, name=id-w"));
    assertThat(bed.registry.census()).isEqualTo(before);
  }

  @Test
  void aNodeWhoseAttributesClashIsNotRegistered() {
    Device device = bed.plug("w");
    RegistryCensus before = bed.registry.census();
    Result<DeviceNode> answer = bed.nodes.register(device, NodeOptions.defaults(), FileOperations.none(),
        List.of(AttributeGroup.of(Attribute.constant("dev", 1))));

    assertThat(errno(answer)).isEqualTo(Errno.EEXIST);
    assertThat(bed.registry.census()).isEqualTo(before);
  }

  @Test
  void aDeviceWhoseNameIsAnAttributeOfItsParentIsNotAdded() {
    Device hub = bed.plug("hub");
    RegistryCensus before = bed.registry.census();

    assertThat(errno(bed.bus.add(DeviceSpec.named("uevent").withParent(hub)))).isEqualTo(Errno.EEXIST);
    assertThat(bed.registry.census()).isEqualTo(before);
  }

  /** How a probe may end without binding. */
  static Stream<Supplier<ProbeResult>> endings() {
    return Stream.of(() -> new ProbeResult.Failed(Errno.EIO, ON_PURPOSE),
        () -> new ProbeResult.NotMine(Errno.ENODEV, ON_PURPOSE), () -> new ProbeResult.Deferred(ON_PURPOSE), () -> {
          throw new IllegalStateException(ON_PURPOSE);
        });
  }

  /** Takes up to six steps, each acquiring something, then ends. */
  private ProbeResult probe(Device device, int steps, List<Integer> held, Supplier<ProbeResult> ending) {
    List<Runnable> all = List.of(() -> device.setDriverData(new Object()),
        () -> device.onUnbind("one", () -> held.remove(Integer.valueOf(1))),
        () -> device.onLastClose("two", () -> held.remove(Integer.valueOf(2))), () -> ok(register(device)),
        () -> ok(bed.nodes.register(device, NodeOptions.defaults(), FileOperations.none(), List.of())), () -> {
          Device child = ok(bed.bus.add(DeviceSpec.named("child").withParent(device)));
          device.onUnbind("child", () -> bed.bus.remove(child));
        });
    held.addAll(IntStream.range(0, steps).filter(step -> step == 1 || step == 2).boxed().toList());
    all.subList(0, steps).forEach(Runnable::run);
    return ending.get();
  }

  @ParameterizedTest
  @MethodSource("endings")
  void aProbeThatFailsAtAnyStepLeavesNothing(Supplier<ProbeResult> ending) {
    RegistryCensus empty = bed.registry.census();
    for (int steps = 0; steps <= 6; steps++) {
      int upTo = steps;
      List<Integer> held = new ArrayList<>();
      Device device = bed.plug("w");
      RegistryCensus unbound = bed.registry.census();
      UeventSubscription events = bed.registry.events().subscribe();
      WidgetDriver driver = new WidgetDriver("d").probing(any -> probe(any, upTo, held, ending));
      ok(bed.bus.addDriver(driver));

      assertThat(held).isEmpty();
      assertThat(device.driverData(Object.class)).isEmpty();
      assertThat(device.driver()).isEmpty();
      assertThat(driver.log).containsExactly("probe w");
      assertMatched(drain(events));
      events.close();
      bed.bus.removeDriver(driver);
      assertThat(bed.registry.census()).isEqualTo(unbound);
      bed.bus.remove(device);
      assertThat(bed.registry.census()).isEqualTo(empty);
    }
  }

  @Test
  void oneDeviceMoreThanThereAreMinorsFailsAndTheOthersStay() {
    TestBed small = new TestBed(new DeviceRegistry(), 4);
    WidgetDriver driver = new WidgetDriver("d").probing(device -> ProbeResult
        .of(small.nodes.register(device, NodeOptions.defaults(), FileOperations.none(), List.of())));
    ok(small.bus.addDriver(driver));
    List<Device> devices = IntStream.range(0, 5).mapToObj(i -> small.plug("w" + i)).toList();
    Device last = devices.getLast();

    assertThat(devices.subList(0, 4)).allMatch(device -> device.driver().isPresent());
    assertThat(last.state()).isInstanceOfSatisfying(DeviceState.Unbound.class,
        state -> assertThat(state.lastResult()).contains(
            new ProbeResult.Failed(Errno.ENOSPC, "no minor is free: class=toy, limit=4, device=w4")));
    small.bus.rescan();
    assertThat(last.driver()).isEmpty();

    small.bus.remove(devices.get(1));
    small.bus.rescan();
    assertThat(last.driver()).contains(driver);
    assertThat(small.nodes.nodes()).extracting(DeviceNode::minor).containsExactly(0, 1, 2, 3);
  }

  @Test
  void minorsAreNotReusedAtOnce() {
    Minors minors = new Minors(4);
    assertThat(minors.allocate()).hasValue(0);
    assertThat(minors.allocate()).hasValue(1);
    minors.free(0);
    minors.free(1);
    assertThat(minors.allocate()).hasValue(2);
    assertThat(minors.allocate()).hasValue(3);
    assertThat(minors.allocate()).hasValue(0);
    minors.free(2);
    assertThat(minors.allocate()).hasValue(1);
    assertThat(minors.allocate()).hasValue(2);
    assertThat(minors.allocate()).isEmpty();
    assertThat(minors.inUse()).isEqualTo(4);
    minors.free(3);
    assertThat(minors.allocate()).hasValue(3);
    minors.free(3);
    assertThatThrownBy(() -> minors.free(3)).isInstanceOf(IllegalStateException.class);
  }
}
