package org.paravane.guest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.device.Bus;
import org.paravane.device.BusType;
import org.paravane.device.ClassOptions;
import org.paravane.device.Device;
import org.paravane.device.DeviceRegistry;
import org.paravane.device.DeviceSpec;
import org.paravane.device.FileOperations;
import org.paravane.device.NodeOptions;
import org.paravane.device.OpenFile;
import org.paravane.device.attribute.Attribute;
import org.paravane.device.attribute.AttributeGroup;

class DeviceAttributesTest {
  private final DeviceRegistry registry = new DeviceRegistry();

  /** A node that nobody opens. */
  private static final class NeverOpened implements FileOperations {
    @Override
    public Result<Object> open(OpenFile file) {
      return Result.failed(Errno.EBUSY, "held by somebody else");
    }

    @Override
    public void release(OpenFile file) {
      throw new AssertionError("was never open");
    }
  }

  @BeforeEach
  void oneDevice() {
    Bus bus = registry.addBus(BusType.named("toy"));
    if (!(bus.add(DeviceSpec.named("toy0")) instanceof Result.Ok<Device>(Device device))) {
      throw new AssertionError("no device");
    }
    registry.addClass(ClassOptions.of("accel", 261, 4)).register(device, NodeOptions.defaults(), new NeverOpened(),
        List.of(AttributeGroup.of(Attribute.constant("luid", "1:2")),
            AttributeGroup.in("memory", Attribute.constant("used_bytes", 5)),
            AttributeGroup.in("errors", Attribute.constant("total", 0),
                Attribute.answering("unreadable", () -> Result.failed(Errno.EIO, "host does not say")))));
  }

  @AfterEach
  void close() {
    registry.close();
  }

  @Test
  void attributesAreReadByPathThoughTheNodeCannotBeOpened() {
    DeviceAttributes all = DeviceAttributes.of(registry.tree(), "accel0");
    assertThat(all.values()).containsEntry("luid", "1:2").containsEntry("memory/used_bytes", "5")
        .containsEntry("errors/total", "0");
    assertThat(all.get("luid")).isEqualTo("1:2");
  }

  @Test
  void whatCannotBeReadIsLeftOut() {
    DeviceAttributes all = DeviceAttributes.of(registry.tree(), "accel0");
    assertThat(all.values()).doesNotContainKey("errors/unreadable");
    assertThat(all.get("errors/unreadable")).isEqualTo("-");
  }

  @Test
  void linksAreNotFollowed() {
    assertThat(DeviceAttributes.of(registry.tree(), "accel0").values().keySet())
        .noneMatch(key -> key.startsWith("device/") || key.startsWith("subsystem/"));
  }

  @Test
  void groupsAreChosenByPrefix() {
    DeviceAttributes all = DeviceAttributes.of(registry.tree(), "accel0");
    assertThat(all.below("memory/", "errors/").values().keySet()).containsExactly("errors/total", "memory/used_bytes");
    assertThat(all.below("nothing/").values()).isEmpty();
  }

  @Test
  void aDeviceThatIsNotThereHasNoAttributes() {
    assertThat(DeviceAttributes.of(registry.tree(), "accel9").values()).isEmpty();
  }
}
