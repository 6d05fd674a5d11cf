package org.paravane.device.conformance;

import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.paravane.device.Bus;
import org.paravane.device.ChecksumDriver;
import org.paravane.device.Device;
import org.paravane.device.DeviceClass;
import org.paravane.device.DeviceRegistry;
import org.paravane.device.DeviceSpec;
import org.paravane.device.Driver;
import org.paravane.device.FileOperations;
import org.paravane.device.MatchId;
import org.paravane.device.NodeOptions;
import org.paravane.device.ProbeResult;
import org.paravane.device.RegistryOptions;
import org.paravane.device.TestBed;
import org.paravane.device.attribute.AttributeGroup;

/** A driver on a bed of its own. */
record Subject(TestBed bed, Driver driver, MatchId id) implements DriverUnderTest {
  @Override
  public DeviceRegistry registry() {
    return bed.registry;
  }

  @Override
  public Bus bus() {
    return bed.bus;
  }

  @Override
  public DeviceClass deviceClass() {
    return bed.nodes;
  }

  @Override
  public Device plug(int index) {
    return TestBed.ok(bed.bus.add(DeviceSpec.named("unit" + index, id)));
  }

  /** The toy driver. */
  static Supplier<DriverUnderTest> checksum(RegistryOptions options) {
    return () -> {
      TestBed bed = new TestBed(new DeviceRegistry(options));
      return new Subject(bed, new ChecksumDriver(bed.nodes), ChecksumDriver.ID);
    };
  }

  /** A driver for widgets. */
  static Supplier<DriverUnderTest> widget(Function<TestBed, Driver> driver) {
    return () -> {
      TestBed bed = new TestBed();
      return new Subject(bed, driver.apply(bed), TestBed.ID);
    };
  }

  /** What a sound probe does. */
  static ProbeResult register(TestBed bed, Device device, NodeOptions options, FileOperations operations,
      AttributeGroup... groups) {
    device.setDriverData(new Object());
    return ProbeResult.of(bed.nodes.register(device, options, operations, List.of(groups)));
  }
}
