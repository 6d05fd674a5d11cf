package org.paravane.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.device.io.Caller;
import org.paravane.device.uevent.Delivery;
import org.paravane.device.uevent.Uevent;
import org.paravane.device.uevent.UeventSubscription;

/** A registry with one bus and one class, and short ways to use them. */
public final class TestBed implements AutoCloseable {
  public static final MatchId ID = new MatchId("widget");

  public final DeviceRegistry registry;
  public final Bus bus;
  public final DeviceClass nodes;

  public TestBed() {
    this(new DeviceRegistry());
  }

  public TestBed(DeviceRegistry registry) {
    this(registry, 256);
  }

  public TestBed(DeviceRegistry registry, int minors) {
    this.registry = registry;
    this.bus = registry.addBus(BusType.named("test"));
    this.nodes = registry.addClass(ClassOptions.of("toy", 261, minors));
  }

  /** A device that {@link #ID} matches. */
  public Device plug(String name) {
    return ok(bus.add(DeviceSpec.named(name, ID)));
  }

  /** A node of an unbound device. */
  public DeviceNode node(String name, FileOperations operations) {
    return node(name, NodeOptions.defaults(), operations);
  }

  public DeviceNode node(String name, NodeOptions options, FileOperations operations) {
    return ok(nodes.register(plug(name), options, operations, List.of()));
  }

  public static OpenFile open(DeviceNode node) {
    return ok(node.open(Caller.internal()));
  }

  public String read(String path) {
    return ok(registry.tree().read(path));
  }

  public List<String> list(String path) {
    return ok(registry.tree().list(path));
  }

  public static <T> T ok(Result<T> result) {
    return switch (result) {
      case Result.Ok<T>(T value) -> value;
      case Result.Failed<T>(Errno errno, String reason) -> throw new AssertionError(errno + ": " + reason);
    };
  }

  public static Errno errno(Result<?> result) {
    assertThat(result).isInstanceOf(Result.Failed.class);
    return ((Result.Failed<?>) result).errno();
  }

  /** What a subscription has to tell now, snapshot left out. */
  public static List<Uevent> drain(UeventSubscription subscription) {
    List<Uevent> events = new ArrayList<>();
    for (Delivery next = subscription.poll(); next != null; next = subscription.poll()) {
      if (next instanceof Delivery.Happened(Uevent uevent)) {
        events.add(uevent);
      }
    }
    return events;
  }

  /** Events as {@code action last-path-component}. */
  public static List<String> brief(List<Uevent> events) {
    return events.stream().map(event -> event.action().text() + " "
        + event.devpath().substring(event.devpath().lastIndexOf('/') + 1)).toList();
  }

  @Override
  public void close() {
    registry.close();
  }
}
