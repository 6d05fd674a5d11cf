package org.paravane.tests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.paravane.device.Bus;
import org.paravane.device.ClassOptions;
import org.paravane.device.Device;
import org.paravane.device.DeviceClass;
import org.paravane.device.DeviceRegistry;
import org.paravane.device.Driver;
import org.paravane.device.conformance.CheckResult;
import org.paravane.device.conformance.ConformanceSuite;
import org.paravane.device.conformance.DriverUnderTest;
import org.paravane.device.io.Caller;
import org.paravane.guest.bus.ClientConnection;
import org.paravane.guest.bus.ReconnectPolicy;
import org.paravane.guest.bus.VmbusBus;
import org.paravane.guest.bus.VmbusDevice;
import org.paravane.guest.dxg.DxgDriver;
import org.paravane.guest.dxg.DxgOptions;
import org.paravane.guest.node.LocalNodes;
import org.paravane.host.Host;
import org.paravane.host.HostOptions;
import org.paravane.vmbus.ClientOptions;

/** The dxg driver, with a real host behind it, passes the suite that every driver has to pass, a checksum engine too. */
class DxgConformanceTest {
  /** The one check that needs a bus without devices: a connection always has its global channel on it. ProbingTest pairs the events instead. */
  private static final String NEEDS_AN_EMPTY_BUS = "every add has its remove, in order";

  static List<String> checks() {
    List<String> names = ConformanceSuite.names();
    assertThat(names).contains(NEEDS_AN_EMPTY_BUS);
    return names.stream().filter(name -> !name.equals(NEEDS_AN_EMPTY_BUS)).toList();
  }

  @ParameterizedTest
  @MethodSource("checks")
  @Timeout(value = 60, unit = TimeUnit.SECONDS)
  void theDriverDoesWhatEveryDriverMust(String check) {
    CheckResult result = new ConformanceSuite(DxgUnderTest::new).run(check);

    assertThat(result.passed()).as(result.detail()).isTrue();
  }

  /** A host without adapters; plugging adds one. */
  private static final class DxgUnderTest implements DriverUnderTest {
    private final Host host = Host.inProcess(HostOptions.defaults().withDevices(0));
    private final DeviceRegistry registry = new DeviceRegistry();
    private final DeviceClass accel = registry.addClass(ClassOptions.of("accel", 261, 64));
    private final VmbusBus vmbus = new VmbusBus(registry,
        () -> ClientConnection.connect(host.connector(), ClientOptions.defaults()), ReconnectPolicy.defaults());
    private final DxgDriver driver = new DxgDriver(accel, DxgOptions.defaults());

    DxgUnderTest() {
      vmbus.start();
      try {
        if (!vmbus.awaitOffers(Duration.ofSeconds(20))) {
          throw new IllegalStateException("no offers: " + vmbus.lastFailure());
        }
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public DeviceRegistry registry() {
      return registry;
    }

    @Override
    public Bus bus() {
      return vmbus.bus();
    }

    @Override
    public DeviceClass deviceClass() {
      return accel;
    }

    @Override
    public Driver driver() {
      return driver;
    }

    @Override
    public Device plug(int index) {
      Set<String> before = names();
      host.adapters().add();
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
      while (System.nanoTime() - deadline < 0) {
        for (Device device : bus().devices()) {
          boolean vgpu = device.busData(VmbusDevice.class).offer().interfaceId().equals(DxgDriver.VGPU_INTERFACE);
          if (vgpu && !before.contains(device.name()) && isSettled()) {
            return device;
          }
        }
        Thread.onSpinWait();
      }
      throw new IllegalStateException("device does not appear");
    }

    /** The bus offers a new device to drivers on the connection's thread; asking it for a rescan waits for that. */
    private boolean isSettled() {
      bus().rescan();
      return true;
    }

    private Set<String> names() {
      return bus().devices().stream().map(Device::name).collect(Collectors.toSet());
    }

    @Override
    public Caller caller(int index) {
      return LocalNodes.caller();
    }

    @Override
    public void close() {
      vmbus.close();
      registry.close();
      host.close();
    }
  }
}
