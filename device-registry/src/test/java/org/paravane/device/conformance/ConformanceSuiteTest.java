package org.paravane.device.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.paravane.device.FileOperations;
import org.paravane.device.NodeOptions;
import org.paravane.device.OpenPolicy;
import org.paravane.device.RegistryOptions;
import org.paravane.device.WidgetDriver;

/** Drivers that do everything right pass every check. */
@Timeout(60)
class ConformanceSuiteTest {

  private static Stream<DynamicTest> passes(Supplier<DriverUnderTest> factory) {
    ConformanceSuite suite = new ConformanceSuite(factory);
    return ConformanceSuite.names().stream()
        .map(name -> dynamicTest(name, () -> assertThat(suite.run(name)).isEqualTo(new CheckResult(name, true, ""))));
  }

  @TestFactory
  Stream<DynamicTest> theToyDriverPasses() {
    return passes(Subject.checksum(RegistryOptions.defaults()));
  }

  @TestFactory
  Stream<DynamicTest> theToyDriverPassesWhenProbedTwice() {
    return passes(Subject.checksum(RegistryOptions.defaults().withProbeTwice().withDebugTree()));
  }

  @TestFactory
  Stream<DynamicTest> aDriverWithoutCallbacksPasses() {
    return passes(Subject.widget(bed -> new WidgetDriver("silent")
        .probing(device -> Subject.register(bed, device, NodeOptions.defaults(), FileOperations.none()))));
  }

  @TestFactory
  Stream<DynamicTest> anExclusiveDriverPasses() {
    return passes(Subject.widget(bed -> new WidgetDriver("sole").probing(device -> Subject.register(bed, device,
        NodeOptions.defaults().withPolicy(OpenPolicy.EXCLUSIVE).withById(device.name()), FileOperations.none()))));
  }

  @Test
  void theToyDriverIsAtMostSixtyLines() throws IOException {
    Path source = Path.of("src/test/java/org/paravane/device/ChecksumDriver.java");

    assertThat(Files.readAllLines(source)).hasSizeLessThanOrEqualTo(60);
  }
}
