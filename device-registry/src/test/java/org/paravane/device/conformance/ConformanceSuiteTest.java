package org.paravane.device.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.paravane.abi.Result;
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
import org.paravane.device.OpenFile;
import org.paravane.device.OpenPolicy;
import org.paravane.device.ProbeResult;
import org.paravane.device.RegistryOptions;
import org.paravane.device.TestBed;
import org.paravane.device.WidgetDriver;
import org.paravane.device.attribute.Attribute;
import org.paravane.device.attribute.AttributeGroup;
import org.paravane.device.io.IoctlResult;

@Timeout(60)
class ConformanceSuiteTest {

  /** A driver on a bed of its own. */
  private record Subject(TestBed bed, Driver driver, MatchId id) implements DriverUnderTest {
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
  }

  private static Supplier<DriverUnderTest> checksum(RegistryOptions options) {
    return () -> {
      TestBed bed = new TestBed(new DeviceRegistry(options));
      return new Subject(bed, new ChecksumDriver(bed.nodes), ChecksumDriver.ID);
    };
  }

  private static Supplier<DriverUnderTest> widget(Function<TestBed, Driver> driver) {
    return () -> {
      TestBed bed = new TestBed();
      return new Subject(bed, driver.apply(bed), TestBed.ID);
    };
  }

  private static ProbeResult register(TestBed bed, Device device, NodeOptions options, FileOperations operations,
      AttributeGroup... groups) {
    device.setDriverData(new Object());
    return ProbeResult.of(bed.nodes.register(device, options, operations, List.of(groups)));
  }

  private static Stream<DynamicTest> passes(Supplier<DriverUnderTest> factory) {
    ConformanceSuite suite = new ConformanceSuite(factory);
    return ConformanceSuite.names().stream()
        .map(name -> dynamicTest(name, () -> assertThat(suite.run(name)).isEqualTo(new CheckResult(name, true, ""))));
  }

  private static List<String> failures(Supplier<DriverUnderTest> factory) {
    return new ConformanceSuite(factory).run().stream().filter(result -> !result.passed()).map(CheckResult::name)
        .toList();
  }

  @TestFactory
  Stream<DynamicTest> theToyDriverPasses() {
    return passes(checksum(RegistryOptions.defaults()));
  }

  @TestFactory
  Stream<DynamicTest> theToyDriverPassesWhenProbedTwice() {
    return passes(checksum(RegistryOptions.defaults().withProbeTwice().withDebugTree()));
  }

  @TestFactory
  Stream<DynamicTest> aDriverWithoutCallbacksPasses() {
    return passes(widget(bed -> new WidgetDriver("silent")
        .probing(device -> register(bed, device, NodeOptions.defaults(), FileOperations.none()))));
  }

  @TestFactory
  Stream<DynamicTest> anExclusiveDriverPasses() {
    return passes(widget(bed -> new WidgetDriver("sole").probing(device -> register(bed, device,
        NodeOptions.defaults().withPolicy(OpenPolicy.EXCLUSIVE).withById(device.name()), FileOperations.none()))));
  }

  @Test
  void theToyDriverIsAtMostSixtyLines() throws IOException {
    Path source = Path.of("src/test/java/org/paravane/device/ChecksumDriver.java");

    assertThat(Files.readAllLines(source)).hasSizeLessThanOrEqualTo(60);
  }

  @Test
  void aDriverThatNeverBindsFails() {
    Supplier<DriverUnderTest> lazy = widget(bed -> new WidgetDriver("lazy"));

    assertThat(failures(lazy)).contains("a plugged device is bound and has one node", "a node opens and closes");
  }

  @Test
  void aDriverWithOneStateForAllDevicesFails() {
    Object global = new Object();
    Supplier<DriverUnderTest> shared = widget(bed -> new WidgetDriver("shared").probing(device -> {
      ProbeResult result = register(bed, device, NodeOptions.defaults(), FileOperations.none());
      device.setDriverData(global);
      return result;
    }));

    assertThat(failures(shared)).containsExactly("each device has a node and a state of its own",
        "unbind and bind give a fresh device");
  }

  @Test
  void aDriverThatLeavesANodeBehindFails() {
    Supplier<DriverUnderTest> leaky = widget(bed -> new WidgetDriver("leaky").probing(device -> {
      Device other = TestBed.ok(bed.bus.add(DeviceSpec.named("left-" + UUID.randomUUID())));
      assertThat(bed.nodes.register(other, NodeOptions.defaults(), FileOperations.none(), List.of()))
          .isInstanceOf(Result.Ok.class);
      return register(bed, device, NodeOptions.defaults(), FileOperations.none());
    }));

    assertThat(failures(leaky)).contains("an unplugged device leaves nothing", "an unloaded driver leaves nothing",
        "a hundred rounds leave nothing");
  }

  @Test
  void aDriverThatTakesNonsenseFails() {
    String[] value = {"1"};
    AttributeGroup knob = AttributeGroup.of(Attribute.readWrite("knob", () -> value[0], text -> {
      value[0] = text;
      return Result.ok(text);
    }));
    Supplier<DriverUnderTest> gullible = widget(bed -> new WidgetDriver("gullible")
        .probing(device -> register(bed, device, NodeOptions.defaults(), FileOperations.none(), knob)));

    assertThat(failures(gullible)).containsExactly("nonsense is refused and changes nothing");
  }

  @Test
  void aDriverThatAnswersEverythingFails() {
    FileOperations yes = new FileOperations() {
      @Override
      public IoctlResult ioctl(OpenFile file, int request,
          MemorySegment argument) {
        return IoctlResult.ok();
      }
    };
    Supplier<DriverUnderTest> eager = widget(bed -> new WidgetDriver("eager")
        .probing(device -> register(bed, device, NodeOptions.defaults(), yes)));

    assertThat(failures(eager)).contains("an unknown request is ENOTTY");
  }
}
