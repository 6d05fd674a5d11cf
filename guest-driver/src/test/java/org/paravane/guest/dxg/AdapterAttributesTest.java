package org.paravane.guest.dxg;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.paravane.abi.Errno;
import org.paravane.abi.NtStatus;
import org.paravane.abi.Result;
import org.paravane.abi.wire.Message;
import org.paravane.device.OpenPolicy;
import org.paravane.device.tree.AttributeFile;
import org.paravane.device.tree.DeviceTree;
import org.paravane.device.tree.Directory;
import org.paravane.device.tree.TreeEntry;
import org.paravane.guest.fake.Client;
import org.paravane.guest.fake.FakeConnection;
import org.paravane.guest.fake.FakeHost;
import org.paravane.guest.fake.Fixture;
import org.paravane.guest.node.LocalFile;
import org.paravane.vmbus.Offer;

class AdapterAttributesTest {
  private final List<Fixture> fixtures = new ArrayList<>();

  private Fixture opened(Fixture fixture) {
    fixtures.add(fixture);
    return fixture;
  }

  @AfterEach
  void close() {
    fixtures.forEach(Fixture::close);
  }

  private static Map<String, String> all(DeviceTree tree, String path) {
    Map<String, String> values = new TreeMap<>();
    if (tree.lookup(path) instanceof Result.Ok<TreeEntry>(Directory directory)) {
      directory.entries().forEach((name, entry) -> {
        if (entry instanceof AttributeFile file && (file.mode() & 0444) != 0) {
          values.put(name, text(file));
        } else if (entry instanceof Directory && !name.equals("clients")) {
          all(tree, path + "/" + name).forEach((inner, value) -> values.put(name + "/" + inner, value));
        }
      });
    }
    return values;
  }

  private static String text(AttributeFile file) {
    return switch (file.read()) {
      case Result.Ok<String>(String value) -> value.strip();
      case Result.Failed<String> failed -> failed.errno().name();
    };
  }

  @Test
  void aNodeTellsWhatItIsWithoutBeingOpened() {
    Fixture fixture = opened(Fixture.started());
    Map<String, String> values = all(fixture.registry().tree(), "sys/class/accel/accel0");
    assertThat(values).containsEntry("luid", "7:1000").containsEntry("vendor", "0x1414")
        .containsEntry("device_id", "0x008e").containsEntry("description", "Fake adapter")
        .containsEntry("api_version", "40").containsEntry("state", "active").containsEntry("compute_only", "0")
        .containsEntry("memory/local_limit_bytes", "1000").containsEntry("memory/nonlocal_used_bytes", "200")
        .containsEntry("engines/count", "2").containsEntry("engines/node0", "other compute0")
        .containsEntry("engines/node1", "copy copy0").containsEntry("usage/open_count", "0")
        .containsEntry("errors/total", "0").containsEntry("errors/enomem", "0");
  }

  @Test
  void enginesAndSensorsTellWhatTheHostTells() {
    Fixture fixture = opened(Fixture.started());
    assertThat(all(fixture.registry().tree(), "sys/class/accel/accel0"))
        .containsEntry("uuid", FakeHost.instanceOf(0).toString()).containsEntry("engines/node0_busy_ns", "5000")
        .containsEntry("engines/node1_busy_ns", "70").containsEntry("usage/aperture_excess_bytes", "8192")
        .containsEntry("usage/copied_bytes", "0").containsEntry("hwmon/name", "dxg")
        .containsEntry("hwmon/temp1_input", "41500").containsEntry("hwmon/power1_input", "17000000")
        .doesNotContainKey("hwmon/freq1_input");
  }

  @Test
  void oneQuestionAnswersAllReadersOfAMoment() {
    Fixture fixture = opened(Fixture.started());
    fixture.host().forget();
    all(fixture.registry().tree(), "sys/class/accel/accel0");
    assertThat(fixture.host().messages().stream().filter(message -> message == Message.QUERYUSAGE).count())
        .isLessThan(3);
  }

  @Test
  void anAdapterWithoutSensorsHasNoHwmon() {
    Fixture fixture = opened(Fixture.bare());
    fixture.host().fail(Message.QUERYSENSORS, NtStatus.NOT_SUPPORTED, "none");
    fixture.load().start();
    fixture.connection().add(fixture.connection().globalOffer());
    fixture.connection().add(fixture.connection().vgpuOffer(0));
    assertThat(all(fixture.registry().tree(), "sys/class/accel/accel0")).containsKey("uuid")
        .allSatisfy((name, value) -> assertThat(name).doesNotStartWith("hwmon/"));
  }

  @Test
  void usageFollowsOpensAndCalls() {
    Fixture fixture = opened(Fixture.started());
    DeviceTree tree = fixture.registry().tree();
    try (Client client = Client.of(fixture)) {
      client.createDevice();
      assertThat(all(tree, "sys/class/accel/accel0/usage")).containsEntry("open_count", "1").containsEntry("opens", "1")
          .containsEntry("calls", "2");
    }
    assertThat(all(tree, "sys/class/accel/accel0/usage")).containsEntry("open_count", "0").containsEntry("opens", "1");
  }

  @Test
  void allAttributesAreReadableAtTheMomentOfAdd() {
    Fixture fixture = opened(Fixture.bare());
    Map<String, String> seen = new TreeMap<>();
    fixture.registry().events().listen(uevent -> {
      if (uevent.variable("ACTION").equals("add") && uevent.subsystem().equals("accel")) {
        seen.putAll(all(fixture.registry().tree(), "sys" + uevent.devpath()));
      }
    });
    fixture.load().start();
    fixture.connection().add(fixture.connection().globalOffer());
    fixture.connection().add(fixture.connection().vgpuOffer(0));
    Map<String, String> now = all(fixture.registry().tree(), "sys/class/accel/accel0");
    assertThat(seen.keySet()).isEqualTo(now.keySet());
    assertThat(seen.values()).doesNotContain("ENODEV", "EIO", "EACCES");
  }

  @Test
  void infoAnswersWhileTheDeviceIsHeldExclusively() {
    Fixture fixture = opened(Fixture.bare(DxgOptions.defaults().withPolicy(OpenPolicy.EXCLUSIVE)));
    fixture.load().start();
    fixture.connection().add(fixture.connection().globalOffer());
    fixture.connection().add(fixture.connection().vgpuOffer(0));
    try (LocalFile held = fixture.open("accel/accel0")) {
      assertThat(fixture.nodes().open("accel/accel0")).isInstanceOfSatisfying(Result.Failed.class,
          failed -> assertThat(failed.errno()).isEqualTo(Errno.EBUSY));
      assertThat(all(fixture.registry().tree(), "sys/class/accel/accel0"))
          .containsEntry("memory/local_used_bytes", "200").containsEntry("usage/open_count", "1");
      assertThat(held.file().isUnplugged()).isFalse();
    }
    fixture.open("accel/accel0").close();
  }

  @Test
  void textOfTheHostIsOneLine() {
    Fixture fixture = opened(Fixture.bare());
    FakeConnection connection = fixture.connection();
    connection.host().describe("evil\nname\u0007");
    fixture.load().start();
    connection.add(connection.globalOffer());
    connection.add(connection.vgpuOffer(0));
    assertThat(all(fixture.registry().tree(), "sys/class/accel/accel0")).containsEntry("description", "evil?name?");
  }

  @Test
  void memoryFiguresThatTheHostRefusesAreErrnos() {
    Fixture fixture = opened(Fixture.started());
    fixture.host().fail(Message.QUERYVIDEOMEMORYINFO, NtStatus.NOT_SUPPORTED, "no");
    assertThat(all(fixture.registry().tree(), "sys/class/accel/accel0")).containsEntry("memory/local_limit_bytes",
        "EPERM");
  }

  @Test
  void busDevicesTellTheirIds() {
    Fixture fixture = opened(Fixture.started());
    Offer offer = fixture.connection().offers().get(1);
    Map<String, String> values = all(fixture.registry().tree(), "sys/bus/vmbus/devices/" + offer.instanceId());
    assertThat(values).containsEntry("id", "2")
        .containsEntry("class_id", "{6e382d18-3336-4f4b-acc4-2b7703d4df4a}")
        .containsEntry("device_id", "{" + offer.instanceId() + "}")
        .containsEntry("modalias", "vmbus:6e382d1833364f4bacc42b7703d4df4a");
    assertThat(fixture.registry().tree().readlink("dev/by-id/" + FakeHost.instanceOf(0)))
        .isEqualTo(Result.ok("../accel/accel0"));
  }
}
