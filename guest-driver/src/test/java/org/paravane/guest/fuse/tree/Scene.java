package org.paravane.guest.fuse.tree;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.paravane.abi.Result;
import org.paravane.device.Bus;
import org.paravane.device.BusType;
import org.paravane.device.ClassOptions;
import org.paravane.device.Device;
import org.paravane.device.DeviceClass;
import org.paravane.device.DeviceNode;
import org.paravane.device.DeviceRegistry;
import org.paravane.device.DeviceSpec;
import org.paravane.device.NodeOptions;
import org.paravane.device.attribute.Attribute;
import org.paravane.device.attribute.AttributeGroup;

/** A registry with a bus "toys", a class "accel" and devices that have a node with a knob and a trigger. */
final class Scene {
  final DeviceRegistry registry = new DeviceRegistry();
  final Bus bus = registry.addBus(BusType.named("toys"));
  final DeviceClass accel = registry.addClass(ClassOptions.of("accel", 261, 256));
  final FakeDriver driver = new FakeDriver();
  final AtomicReference<String> knob = new AtomicReference<>("7");
  final FakeKernel kernel = new FakeKernel();
  final TreeFileSystem files = new TreeFileSystem(registry, new TreeOptions(1, 2), kernel);

  DeviceNode plug(String name) {
    return plug(name, NodeOptions.defaults().withMode(0660).withOwner(3, 4).withById("id-" + name));
  }

  DeviceNode plug(String name, NodeOptions options) {
    Device device = FakeKernel.ok(bus.add(DeviceSpec.named(name)));
    return FakeKernel.ok(accel.register(device, options, driver,
        List.of(AttributeGroup.of(Attribute.readWrite("knob", knob::get, this::store),
            Attribute.writeOnly("trigger", Result::ok)))));
  }

  private Result<String> store(String value) {
    if (!value.matches("[0-9]+")) {
      return Attribute.invalid("knob", value);
    }
    knob.set(value);
    return Result.ok(value);
  }

  void unplug(DeviceNode node) {
    bus.remove(node.device());
  }
}
