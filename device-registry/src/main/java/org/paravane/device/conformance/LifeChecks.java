package org.paravane.device.conformance;

import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.paravane.device.Device;
import org.paravane.device.DeviceNode;
import org.paravane.device.DeviceState;
import org.paravane.device.RegistryCensus;
import org.paravane.device.conformance.ConformanceSuite.Check;
import org.paravane.device.uevent.Delivery;
import org.paravane.device.uevent.Uevent;
import org.paravane.device.uevent.UeventAction;
import org.paravane.device.uevent.UeventSubscription;

/** Loading, plugging, unplugging, unloading: whatever the order, the same state, and nothing left behind. */
final class LifeChecks {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private LifeChecks() {
  }

  static List<Check> all() {
    return List.of(new Check("a plugged device is bound and has one node", LifeChecks::boundWithOneNode),
        new Check("load before plug and plug before load end alike", LifeChecks::orderDoesNotMatter),
        new Check("each device has a node and a state of its own", LifeChecks::stateOfItsOwn),
        new Check("an unplugged device leaves nothing", LifeChecks::unplugLeavesNothing),
        new Check("an unloaded driver leaves nothing", LifeChecks::unloadLeavesNothing),
        new Check("unbind and bind give a fresh device", LifeChecks::unbindAndBind),
        new Check("unplugging one device leaves the others", LifeChecks::othersStay),
        new Check("every add has its remove, in order", LifeChecks::eventsMatch),
        new Check("a hundred rounds leave nothing", LifeChecks::hundredRounds));
  }

  private static void boundWithOneNode(DriverUnderTest subject) {
    Expect.load(subject);
    Device device = subject.plug(0);
    Expect.equal(new DeviceState.Bound(subject.driver().name()), device.state(), "state");
    DeviceNode node = Expect.node(device);
    Expect.ok(subject.registry().tree().stat("dev/" + node.devName()), "node file");
    Expect.ok(subject.registry().tree().list(subject.deviceClass().path() + "/" + node.name()), "class link");
  }

  private static void orderDoesNotMatter(DriverUnderTest subject) {
    Device device = subject.plug(0);
    Expect.that(device.driver().isEmpty(), "bound without driver");
    Expect.equal(0, device.nodes().size(), "nodes without driver");
    Expect.load(subject);
    RegistryCensus plugThenLoad = subject.registry().census();
    List<String> files = Expect.ok(subject.registry().tree().list(device.path()), "list");
    subject.bus().removeDriver(subject.driver());
    subject.unplug(device);
    Expect.load(subject);
    Device again = subject.plug(0);
    Expect.equal(plugThenLoad, subject.registry().census(), "load then plug");
    Expect.equal(files, Expect.ok(subject.registry().tree().list(again.path()), "list"), "attributes");
  }

  private static void stateOfItsOwn(DriverUnderTest subject) {
    Expect.load(subject);
    Set<Object> states = Collections.newSetFromMap(new IdentityHashMap<>());
    Set<Integer> minors = new HashSet<>();
    for (int i = 0; i < 3; i++) {
      Device device = subject.plug(i);
      states.add(Expect.present(device.driverData(Object.class), "driver data of device " + i));
      minors.add(Expect.node(device).minor());
    }
    Expect.equal(3, states.size(), "different states");
    Expect.equal(3, minors.size(), "different minors");
  }

  private static void unplugLeavesNothing(DriverUnderTest subject) {
    Expect.load(subject);
    RegistryCensus before = subject.registry().census();
    Device device = subject.plug(0);
    subject.unplug(device);
    Expect.equal(before, subject.registry().census(), "what there is");
    Expect.that(device.driverData(Object.class).isEmpty(), "driver data stays after removal");
    Expect.equal(new DeviceState.Removed(), device.state(), "state");
  }

  private static void unloadLeavesNothing(DriverUnderTest subject) {
    Device device = subject.plug(0);
    RegistryCensus before = subject.registry().census();
    Expect.load(subject);
    subject.bus().removeDriver(subject.driver());
    Expect.equal(before, subject.registry().census(), "what there is");
    Expect.that(device.driverData(Object.class).isEmpty(), "driver data stays after unload");
  }

  private static void unbindAndBind(DriverUnderTest subject) {
    Expect.load(subject);
    Device device = subject.plug(0);
    Set<Object> states = Collections.newSetFromMap(new IdentityHashMap<>());
    states.add(Expect.present(device.driverData(Object.class), "driver data"));
    RegistryCensus before = subject.registry().census();
    String directory = subject.bus().path() + "/drivers/" + subject.driver().name();
    Expect.ok(subject.registry().tree().write(directory + "/unbind", device.name()), "unbind");
    Expect.that(device.driver().isEmpty() && device.nodes().isEmpty(), "driver or node stays after unbind");
    Expect.ok(subject.registry().tree().write(directory + "/bind", device.name()), "bind");
    Expect.that(states.add(Expect.present(device.driverData(Object.class), "driver data")), "the old state came back");
    Expect.node(device);
    Expect.equal(before, subject.registry().census(), "what there is");
  }

  private static void othersStay(DriverUnderTest subject) {
    Expect.load(subject);
    Device first = subject.plug(0);
    Device second = subject.plug(1);
    Device third = subject.plug(2);
    subject.unplug(second);
    Expect.open(subject, first).close();
    Expect.open(subject, third).close();
    Expect.equal(2, subject.deviceClass().nodes().size(), "nodes");
    int former = Expect.node(third).minor();
    Device back = subject.plug(1);
    Expect.that(back.id() != second.id(), "the device that came back is the old one");
    Expect.that(Expect.node(back).minor() != former, "minor given twice");
  }

  private static void eventsMatch(DriverUnderTest subject) throws InterruptedException {
    Map<String, Integer> balance = new TreeMap<>();
    try (UeventSubscription events = subject.registry().events().subscribe()) {
      long last = subject.registry().events().sequence();
      Expect.load(subject);
      Device first = subject.plug(0);
      Device second = subject.plug(1);
      subject.unplug(first);
      subject.bus().removeDriver(subject.driver());
      subject.unplug(second);
      Set<String> awaited = new HashSet<>(Set.of(first.path(), second.path()));
      while (!awaited.isEmpty()) {
        switch (events.next(PATIENCE)) {
          case null -> throw new Expect.Unmet("removes are missing: adds less removes=" + balance);
          case Delivery.Present present -> Expect.that(false, "there before anything was plugged: " + present);
          case Delivery.SnapshotEnd end -> Expect.equal(last, end.sequence(), "number of the snapshot");
          case Delivery.Overflow overflow -> Expect.that(false, "events lost: " + overflow);
          case Delivery.Happened(Uevent uevent) -> {
            Expect.that(uevent.sequence() > last, "numbers do not grow: " + uevent);
            last = uevent.sequence();
            count(balance, uevent);
            if (uevent.action() == UeventAction.REMOVE) {
              awaited.remove("sys" + uevent.devpath());
            }
          }
        }
      }
    }
    balance.forEach((path, count) -> Expect.equal(0, count, "adds less removes of " + path));
    Expect.that(balance.size() >= 4, "devices and nodes announced: " + balance.keySet());
  }

  private static void count(Map<String, Integer> balance, Uevent uevent) {
    int change = uevent.action() == UeventAction.ADD ? 1 : uevent.action() == UeventAction.REMOVE ? -1 : 0;
    int now = balance.merge(uevent.devpath(), change, Integer::sum);
    Expect.that(now == 0 || now == 1, "add and remove do not alternate: " + uevent);
  }

  private static void hundredRounds(DriverUnderTest subject) {
    Expect.load(subject);
    RegistryCensus before = subject.registry().census();
    for (int i = 0; i < 100; i++) {
      Device device = subject.plug(i % 4);
      Expect.open(subject, device).close();
      subject.unplug(device);
    }
    Expect.equal(before, subject.registry().census(), "what there is");
  }
}
