package org.paravane.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.paravane.device.TestBed.ok;
import static org.paravane.device.TestBed.open;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.paravane.abi.Errno;

/** The two scopes: until unbind, and until the last close (linux-accel.md 2.7). */
@Timeout(30)
class ManagedResourcesTest {
  private final TestBed bed = new TestBed();
  private final List<String> log = new ArrayList<>();

  private WidgetDriver driver(ProbeResult result) {
    WidgetDriver driver = new WidgetDriver("d").probing(device -> {
      for (int i = 1; i <= 4; i++) {
        int id = i;
        device.onUnbind("ring" + i, () -> log.add("unbind" + id));
        device.onLastClose("table" + i, () -> log.add("close" + id));
      }
      ok(bed.nodes.register(device, NodeOptions.defaults(), FileOperations.none(), List.of()));
      return result;
    });
    driver.onRemove = device -> log.add("remove");
    return driver;
  }

  @Test
  void bothScopesEndAtUnbindWithoutOpenFiles() {
    WidgetDriver driver = driver(ProbeResult.bound());
    ok(bed.bus.addDriver(driver));
    bed.plug("w");
    bed.bus.removeDriver(driver);

    assertThat(log).containsExactly("remove", "unbind4", "unbind3", "unbind2", "unbind1", "close4", "close3", "close2",
        "close1");
  }

  @Test
  void theSecondScopeEndsOnlyAfterTheLastClose() {
    ok(bed.bus.addDriver(driver(ProbeResult.bound())));
    Device device = bed.plug("w");
    OpenFile first = open(device.nodes().getFirst());
    OpenFile second = open(device.nodes().getFirst());
    bed.bus.remove(device);
    assertThat(log).containsExactly("remove", "unbind4", "unbind3", "unbind2", "unbind1");

    first.close();
    assertThat(log).hasSize(5);
    second.close();
    assertThat(log.subList(5, 9)).containsExactly("close4", "close3", "close2", "close1");
  }

  @Test
  void openingAndClosingWhileBoundEndsNothing() {
    ok(bed.bus.addDriver(driver(ProbeResult.bound())));
    Device device = bed.plug("w");
    open(device.nodes().getFirst()).close();
    open(device.nodes().getFirst()).close();

    assertThat(log).isEmpty();
  }

  @Test
  void aFailedProbeReleasesWithoutRemove() {
    ok(bed.bus.addDriver(driver(new ProbeResult.Failed(Errno.EIO, "late failure"))));
    RegistryCensus loaded = bed.registry.census();
    Device device = bed.plug("w");

    assertThat(log).containsExactly("unbind4", "unbind3", "unbind2", "unbind1", "close4", "close3", "close2", "close1");
    bed.bus.remove(device);
    assertThat(bed.registry.census()).isEqualTo(loaded);
  }

  @Test
  void aFileOpenedDuringAFailingProbeKeepsTheSecondScope() {
    List<OpenFile> opened = new ArrayList<>();
    ok(bed.bus.addDriver(new WidgetDriver("d").probing(device -> {
      device.onLastClose("table", () -> log.add("close"));
      device.onUnbind("ring", () -> log.add("unbind"));
      DeviceNode node = ok(bed.nodes.register(device, NodeOptions.defaults(), FileOperations.none(), List.of()));
      opened.add(open(node));
      return new ProbeResult.Failed(Errno.EIO, "after all");
    })));
    bed.plug("w");
    assertThat(log).containsExactly("unbind");

    opened.getFirst().close();
    assertThat(log).containsExactly("unbind", "close");
  }

  @Test
  void eachBindingHasScopesOfItsOwn() {
    WidgetDriver driver = new WidgetDriver("d");
    driver.onProbe = device -> {
      int round = driver.log.size();
      device.onLastClose("table", () -> log.add("close of round " + round));
      return ProbeResult.of(bed.nodes.register(device, NodeOptions.defaults(), FileOperations.none(), List.of()));
    };
    ok(bed.bus.addDriver(driver));
    Device device = bed.plug("w");
    OpenFile orphan = open(device.nodes().getFirst());
    ok(bed.bus.unbind(device, driver));
    ok(bed.bus.bind(device, driver));
    OpenFile fresh = open(device.nodes().getFirst());
    ok(bed.bus.unbind(device, driver));
    fresh.close();
    assertThat(log).containsExactly("close of round 3");
    orphan.close();
    assertThat(log).containsExactly("close of round 3", "close of round 1");
  }

  @Test
  void theNodeOfABindingIsGoneBeforeRemoveIsCalled() {
    WidgetDriver driver = driver(ProbeResult.bound());
    driver.onRemove = device -> log
        .add("remove with " + device.nodes().size() + " nodes and files " + bed.list("dev/toy"));
    ok(bed.bus.addDriver(driver));
    bed.plug("w");
    bed.bus.removeDriver(driver);

    assertThat(log.getFirst()).isEqualTo("remove with 0 nodes and files []");
  }

  @Test
  void probingTwiceProvesThatRemoveUndoesProbe() {
    try (TestBed twice = new TestBed(new DeviceRegistry(RegistryOptions.defaults().withProbeTwice()))) {
      WidgetDriver driver = new WidgetDriver("d").probing(device -> {
        device.onUnbind("ring", () -> log.add("released"));
        return ProbeResult
            .of(twice.nodes.register(device, NodeOptions.defaults(), FileOperations.none(), List.of()));
      });
      ok(twice.bus.addDriver(driver));
      Device device = twice.plug("w");

      assertThat(driver.log).containsExactly("probe w", "remove w", "probe w");
      assertThat(log).containsExactly("released");
      assertThat(device.state()).isEqualTo(new DeviceState.Bound("d"));
      assertThat(device.nodes()).hasSize(1);
    }
  }
}
