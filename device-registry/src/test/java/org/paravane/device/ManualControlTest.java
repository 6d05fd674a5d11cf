package org.paravane.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.paravane.device.TestBed.drain;
import static org.paravane.device.TestBed.errno;
import static org.paravane.device.TestBed.ok;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.device.uevent.Uevent;
import org.paravane.device.uevent.UeventAction;
import org.paravane.device.uevent.UeventSubscription;

/** Control by attributes: linux-accel.md 2.6. */
@Timeout(30)
class ManualControlTest {
  private static final String BUS = "sys/bus/test/";

  private final TestBed bed = new TestBed();
  private final WidgetDriver driver = new WidgetDriver("d");

  private Result<Integer> write(String path, String value) {
    return bed.registry.tree().write(path, value);
  }

  @Test
  void unbindAndBindByEcho() {
    ok(bed.bus.addDriver(driver));
    Device device = bed.plug("w");

    ok(write(BUS + "drivers/d/unbind", "w\n"));
    assertThat(device.driver()).isEmpty();
    assertThat(errno(bed.registry.tree().stat(device.path() + "/driver"))).isEqualTo(Errno.ENOENT);
    ok(write(BUS + "drivers/d/bind", "w\n"));
    assertThat(device.driver()).contains(driver);
    assertThat(driver.log).containsExactly("probe w", "remove w", "probe w");
  }

  @Test
  void bindAnswersWhatIsWrong() {
    ok(bed.bus.addDriver(driver));
    ok(bed.bus.addDriver(new WidgetDriver("other", new MatchId("gadget"))));
    bed.plug("w");
    driver.onProbe = device -> new ProbeResult.Failed(Errno.EIO, "broken");
    bed.plug("broken");

    assertThat(errno(write(BUS + "drivers/d/bind", "nobody"))).isEqualTo(Errno.ENODEV);
    assertThat(errno(write(BUS + "drivers/other/bind", "w"))).isEqualTo(Errno.ENODEV);
    assertThat(errno(write(BUS + "drivers/d/bind", "w"))).isEqualTo(Errno.EBUSY);
    assertThat(errno(write(BUS + "drivers/d/bind", "broken"))).isEqualTo(Errno.EIO);
    driver.onProbe = device -> new ProbeResult.NotMine(Errno.ENXIO, "not mine");
    assertThat(errno(write(BUS + "drivers/d/bind", "broken"))).isEqualTo(Errno.ENXIO);
  }

  @Test
  void unbindAnswersWhatIsWrong() {
    ok(bed.bus.addDriver(driver));
    ok(bed.bus.addDriver(new WidgetDriver("other", new MatchId("gadget"))));
    Device device = bed.plug("w");

    assertThat(errno(write(BUS + "drivers/d/unbind", "nobody"))).isEqualTo(Errno.ENODEV);
    assertThat(errno(write(BUS + "drivers/other/unbind", "w"))).isEqualTo(Errno.ENODEV);
    assertThat(device.driver()).contains(driver);
    ok(write(BUS + "drivers/d/unbind", "w"));
    assertThat(errno(write(BUS + "drivers/d/unbind", "w"))).isEqualTo(Errno.ENODEV);
  }

  @Test
  void anUnknownDriverCannotBindOrUnbind() {
    Device device = bed.plug("w");

    assertThat(errno(bed.bus.bind(device, driver))).isEqualTo(Errno.ENODEV);
    assertThat(errno(bed.bus.unbind(device, driver))).isEqualTo(Errno.ENODEV);
    bed.bus.removeDriver(driver);
    assertThat(errno(write(BUS + "drivers/d/bind", "w"))).isEqualTo(Errno.ENOENT);
  }

  @Test
  void withoutAutoprobeNothingBindsByItself() {
    ok(write(BUS + "drivers_autoprobe", "0\n"));
    ok(bed.bus.addDriver(driver));
    Device device = bed.plug("w");
    ok(bed.bus.addDriver(new WidgetDriver("e")));

    assertThat(bed.read(BUS + "drivers_autoprobe")).isEqualTo("0\n");
    assertThat(device.driver()).isEmpty();
    ok(write(BUS + "drivers_probe", "w\n"));
    assertThat(device.driver()).contains(driver);
    ok(write(BUS + "drivers_autoprobe", "1"));
    assertThat(bed.plug("x").driver()).contains(driver);
  }

  @Test
  void autoprobeTakesNoNonsense() {
    assertThat(errno(write(BUS + "drivers_autoprobe", "maybe"))).isEqualTo(Errno.EINVAL);
    assertThat(bed.bus.autoprobe()).isTrue();
  }

  @Test
  void driversProbeTellsWhenNobodyTookIt() {
    bed.plug("w");

    assertThat(errno(write(BUS + "drivers_probe", "nobody"))).isEqualTo(Errno.ENODEV);
    assertThat(errno(write(BUS + "drivers_probe", "w"))).isEqualTo(Errno.EINVAL);
  }

  @Test
  void anOverrideRestrictsADeviceToOneDriverWhateverItsIds() {
    WidgetDriver special = new WidgetDriver("special", new MatchId("nothing-else"));
    ok(bed.bus.addDriver(driver));
    ok(bed.bus.addDriver(special));
    Device device = bed.plug("w");
    String override = device.path() + "/driver_override";
    assertThat(bed.read(override)).isEqualTo("(null)\n");

    ok(write(override, "special\n"));
    assertThat(device.driver()).contains(driver);
    ok(bed.bus.unbind(device, driver));
    assertThat(errno(write(BUS + "drivers/d/bind", "w"))).isEqualTo(Errno.ENODEV);
    ok(write(BUS + "drivers_probe", "w"));

    assertThat(device.driver()).contains(special);
    assertThat(bed.read(override)).isEqualTo("special\n");
    ok(write(override, "\n"));
    assertThat(device.driverOverride()).isEqualTo(Optional.empty());
    assertThat(errno(write(override, "a/b"))).isEqualTo(Errno.EINVAL);
    assertThat(bed.read(override)).isEqualTo("(null)\n");
  }

  @Test
  void rescanBindsWhatIsLeft() {
    driver.onProbe = device -> new ProbeResult.Failed(Errno.ENOSPC, "full");
    ok(bed.bus.addDriver(driver));
    Device device = bed.plug("w");
    driver.onProbe = any -> ProbeResult.bound();

    bed.bus.rescan();

    assertThat(device.driver()).contains(driver);
    bed.bus.rescan();
    assertThat(driver.log).containsExactly("probe w", "probe w");
  }

  @Test
  void ueventFilesTellAndAskForEvents() {
    ok(bed.bus.addDriver(driver));
    Device device = bed.plug("w");
    UeventSubscription events = bed.registry.events().subscribe();

    assertThat(bed.read(device.path() + "/uevent")).isEqualTo("DRIVER=d\n");
    ok(write(device.path() + "/uevent", "change 12345678-1234-1234-1234-123456789abc COLOR=blue\n"));
    assertThat(errno(write(device.path() + "/uevent", "explode"))).isEqualTo(Errno.EINVAL);

    List<Uevent> told = drain(events);
    assertThat(told).hasSize(1);
    assertThat(told.getFirst().action()).isEqualTo(UeventAction.CHANGE);
    assertThat(told.getFirst().variables()).containsEntry("SYNTH_UUID", "12345678-1234-1234-1234-123456789abc")
        .containsEntry("SYNTH_ARG_COLOR", "blue").containsEntry("DRIVER", "d");
  }

  @Test
  void theTreeShowsBusDriversAndDevices() {
    ok(bed.bus.addDriver(driver));
    Device device = bed.plug("w");

    assertThat(bed.list("sys/bus/test")).containsExactly("devices", "drivers", "drivers_autoprobe", "drivers_probe");
    assertThat(bed.list(BUS + "drivers/d")).containsExactly("bind", "unbind", "w");
    assertThat(ok(bed.registry.tree().readlink(BUS + "devices/w"))).isEqualTo("../../../devices/test/w");
    assertThat(ok(bed.registry.tree().readlink(BUS + "drivers/d/w"))).isEqualTo("../../../../devices/test/w");
    assertThat(ok(bed.registry.tree().readlink(device.path() + "/driver"))).isEqualTo("../../../bus/test/drivers/d");
    assertThat(ok(bed.registry.tree().readlink(device.path() + "/subsystem"))).isEqualTo("../../../bus/test");
    assertThat(bed.list(device.path() + "/driver")).containsExactly("bind", "unbind", "w");
    assertThat(bed.read("sys/kernel/uevent_seqnum")).isEqualTo("2\n");
  }

  @Test
  void unbindMayBeWrittenByAListener() {
    ok(bed.bus.addDriver(driver));
    try (var _ = bed.registry.events().listen(event -> {
      if (event.action() == UeventAction.BIND) {
        ok(write(BUS + "drivers/d/unbind", "w"));
      }
    })) {
      Device device = bed.plug("w");
      assertThat(device.driver()).isEmpty();
    }
  }
}
