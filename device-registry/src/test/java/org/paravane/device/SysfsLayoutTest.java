package org.paravane.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.paravane.device.TestBed.ok;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.device.attribute.Attribute;
import org.paravane.device.attribute.AttributeGroup;
import org.paravane.device.io.Caller;
import org.paravane.device.io.CallerMemory;
import org.paravane.device.tree.AttributeFile;
import org.paravane.device.tree.Directory;
import org.paravane.device.tree.Link;
import org.paravane.device.tree.NodeFile;
import org.paravane.device.tree.StreamFile;

/** The whole tree of a small scene, file by file: what {@code find} and {@code cat} would show. */
class SysfsLayoutTest {
  private final DeviceRegistry registry = new DeviceRegistry(RegistryOptions.defaults().withDebugTree());

  private static final BusType VMBUS = new BusType() {
    @Override
    public String name() {
      return "vmbus";
    }

    @Override
    public Map<String, String> ueventVariables(Device device) {
      return Map.of("MODALIAS", "vmbus:" + device.name());
    }

    @Override
    public List<AttributeGroup> deviceGroups(Device device) {
      return List.of(AttributeGroup.of(Attribute.constant("device_id", "{" + device.name() + "}")),
          AttributeGroup.in("channels/14", Attribute.readOnly("in_mask", () -> 0)));
    }
  };

  private static void show(String path, Directory directory, StringBuilder out) {
    directory.entries().forEach((name, entry) -> {
      String here = path.isEmpty() ? name : path + "/" + name;
      switch (entry) {
        case Directory below -> {
          if (below.entries().isEmpty()) {
            out.append(here).append("/\n");
          }
          show(here, below, out);
        }
        case Link link -> out.append(here).append(" -> ").append(link.target()).append('\n');
        case NodeFile node -> out.append(here).append(" c ").append(node.device().major()).append(':')
            .append(node.device().minor()).append(' ').append(Integer.toOctalString(node.mode())).append('\n');
        case StreamFile file ->
          out.append(here).append(" stream ").append(Integer.toOctalString(file.mode())).append('\n');
        case AttributeFile file -> out.append(here).append(' ').append(value(file)).append('\n');
      }
    });
  }

  private static String value(AttributeFile file) {
    return switch (file.read()) {
      case Result.Ok<String>(String text) -> "= " + text.strip().replace("\n", " ");
      case Result.Failed<String>(Errno errno, String reason) -> "(" + errno + ")";
    };
  }

  private String tree() {
    StringBuilder out = new StringBuilder();
    show("", registry.tree().root(), out);
    return out.toString();
  }

  @Test
  void aSceneLooksLikeThis() {
    Bus bus = registry.addBus(VMBUS);
    DeviceClass accel = registry.addClass(ClassOptions.of("accel", 261, 256));
    WidgetDriver dxg = new WidgetDriver("dxg").probing(device -> ProbeResult.of(accel.register(device,
        NodeOptions.defaults().withMode(0666).withById(device.name())
            .withDebugGroups(AttributeGroup.of(Attribute.constant("ring", "r/w 0/0"))),
        FileOperations.none(), List.of(AttributeGroup.of(Attribute.constant("vendor", "0x1414")),
            AttributeGroup.in("engines", Attribute.constant("count", 2))))));
    dxg.groups = device -> List.of(AttributeGroup.of(Attribute.constant("luid", "0:7")));
    Device hub = ok(bus.add(DeviceSpec.named("connection-1").withData("version 5.2")));
    ok(bus.addDriver(dxg));
    ok(bus.add(DeviceSpec.named("f8615163", TestBed.ID).withParent(hub)));
    ok(bus.add(DeviceSpec.named("idle").withParent(hub)));
    OpenFile file = ok(accel.nodes().getFirst().open(new Caller(4711, 4712, 1000, 1000, CallerMemory.none())));

    assertThat(tree()).isEqualTo(
        """
            dev/accel/accel0 c 261:0 666
            dev/by-id/f8615163 -> ../accel/accel0
            dev/nodes/accel0/accel0 c 261:0 666
            events stream 444
            sys/bus/vmbus/devices/connection-1 -> ../../../devices/vmbus/connection-1
            sys/bus/vmbus/devices/f8615163 -> ../../../devices/vmbus/connection-1/f8615163
            sys/bus/vmbus/devices/idle -> ../../../devices/vmbus/connection-1/idle
            sys/bus/vmbus/drivers/dxg/bind (EACCES)
            sys/bus/vmbus/drivers/dxg/f8615163 -> ../../../../devices/vmbus/connection-1/f8615163
            sys/bus/vmbus/drivers/dxg/unbind (EACCES)
            sys/bus/vmbus/drivers_autoprobe = 1
            sys/bus/vmbus/drivers_probe (EACCES)
            sys/class/accel/accel0 -> ../../devices/vmbus/connection-1/f8615163/accel/accel0
            sys/devices/vmbus/connection-1/channels/14/in_mask = 0
            sys/devices/vmbus/connection-1/device_id = {connection-1}
            sys/devices/vmbus/connection-1/driver_override = (null)
            sys/devices/vmbus/connection-1/f8615163/accel/accel0/clients/4/pid = 4711
            sys/devices/vmbus/connection-1/f8615163/accel/accel0/dev = 261:0
            sys/devices/vmbus/connection-1/f8615163/accel/accel0/device -> ../..
            sys/devices/vmbus/connection-1/f8615163/accel/accel0/driver = dxg
            sys/devices/vmbus/connection-1/f8615163/accel/accel0/engines/count = 2
            sys/devices/vmbus/connection-1/f8615163/accel/accel0/minor = 0
            sys/devices/vmbus/connection-1/f8615163/accel/accel0/name = accel0
            sys/devices/vmbus/connection-1/f8615163/accel/accel0/open_count = 1
            sys/devices/vmbus/connection-1/f8615163/accel/accel0/open_policy = shared
            sys/devices/vmbus/connection-1/f8615163/accel/accel0/subsystem -> ../../../../../../class/accel
            sys/devices/vmbus/connection-1/f8615163/accel/accel0/uevent = MAJOR=261 MINOR=0 DEVNAME=accel/accel0 DEVMODE=0666 DEVTYPE=accel_minor
            sys/devices/vmbus/connection-1/f8615163/accel/accel0/vendor = 0x1414
            sys/devices/vmbus/connection-1/f8615163/channels/14/in_mask = 0
            sys/devices/vmbus/connection-1/f8615163/device_id = {f8615163}
            sys/devices/vmbus/connection-1/f8615163/driver -> ../../../../bus/vmbus/drivers/dxg
            sys/devices/vmbus/connection-1/f8615163/driver_override = (null)
            sys/devices/vmbus/connection-1/f8615163/luid = 0:7
            sys/devices/vmbus/connection-1/f8615163/subsystem -> ../../../../bus/vmbus
            sys/devices/vmbus/connection-1/f8615163/uevent = DRIVER=dxg MODALIAS=vmbus:f8615163
            sys/devices/vmbus/connection-1/idle/channels/14/in_mask = 0
            sys/devices/vmbus/connection-1/idle/device_id = {idle}
            sys/devices/vmbus/connection-1/idle/driver_override = (null)
            sys/devices/vmbus/connection-1/idle/subsystem -> ../../../../bus/vmbus
            sys/devices/vmbus/connection-1/idle/uevent = MODALIAS=vmbus:idle
            sys/devices/vmbus/connection-1/subsystem -> ../../../bus/vmbus
            sys/devices/vmbus/connection-1/uevent = MODALIAS=vmbus:connection-1
            sys/kernel/debug/accel/0/name = dxg dev=f8615163
            sys/kernel/debug/accel/0/ring = r/w 0/0
            sys/kernel/debug/devices_deferred =\s
            sys/kernel/uevent_seqnum = 5
            """
            .replace("clients/4/", "clients/" + file.id() + "/"));

    bus.remove(hub);
    bus.removeDriver(dxg);
    assertThat(tree()).isEqualTo("""
        dev/accel/
        dev/by-id/
        dev/nodes/
        events stream 444
        sys/bus/vmbus/devices/
        sys/bus/vmbus/drivers/
        sys/bus/vmbus/drivers_autoprobe = 1
        sys/bus/vmbus/drivers_probe (EACCES)
        sys/class/accel/
        sys/devices/vmbus/
        sys/kernel/debug/accel/
        sys/kernel/debug/devices_deferred =\s
        sys/kernel/uevent_seqnum = 10
        """);
    file.close();
  }

  @Test
  void everyLinkLeadsSomewhere() {
    Bus bus = registry.addBus(VMBUS);
    DeviceClass accel = registry.addClass(ClassOptions.of("accel", 261, 256));
    ok(bus.addDriver(new WidgetDriver("dxg").probing(device -> ProbeResult.of(accel.register(device,
        NodeOptions.defaults().withById(device.name()), FileOperations.none(), List.of())))));
    Device hub = ok(bus.add(DeviceSpec.named("hub", TestBed.ID)));
    ok(bus.add(DeviceSpec.named("leaf", TestBed.ID).withParent(hub)));

    follow("", registry.tree().root());
  }

  private void follow(String path, Directory directory) {
    directory.entries().forEach((name, entry) -> {
      String here = path.isEmpty() ? name : path + "/" + name;
      if (entry instanceof Directory below) {
        follow(here, below);
      } else if (entry instanceof Link) {
        assertThat(registry.tree().lookup(here)).as(here).isInstanceOf(Result.Ok.class);
      }
    });
  }

  @Test
  void twoConnectionsOfOneBusKeepTheirOwnVersions() {
    Bus bus = registry.addBus(VMBUS);
    Device old = ok(bus.add(DeviceSpec.named("connection-1").withData("4.0")));
    Device recent = ok(bus.add(DeviceSpec.named("connection-2").withData("5.3")));
    Device a = ok(bus.add(DeviceSpec.named("a", TestBed.ID).withParent(old)));
    Device b = ok(bus.add(DeviceSpec.named("b", TestBed.ID).withParent(recent)));

    assertThat(a.parent().orElseThrow().busData(String.class)).isEqualTo("4.0");
    assertThat(b.parent().orElseThrow().busData(String.class)).isEqualTo("5.3");
    bus.remove(old);
    assertThat(bus.devices()).containsExactly(recent, b);
  }
}
