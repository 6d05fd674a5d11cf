package org.paravane.tests.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The arrows of the house: an import that is not drawn in the design fails the build. */
@AnalyzeClasses(packages = "org.paravane", importOptions = ImportOption.DoNotIncludeTests.class)
class HouseTest {
  private static final String[] NOTHING_BUT_JAVA = { "java..", "org.jspecify.." };

  @ArchTest
  static final ArchRule abiIsDataOnly = classes().that().resideInAPackage("org.paravane.abi..")
      .should().onlyDependOnClassesThat().resideInAnyPackage(with("org.paravane.abi.."));

  @ArchTest
  static final ArchRule abiDoesNoInputOrOutput = noClasses().that().resideInAPackage("org.paravane.abi..")
      .should().dependOnClassesThat().resideInAnyPackage("java.net..", "java.nio.file..", "java.util.concurrent..");

  @ArchTest
  static final ArchRule theRegistryKnowsNoTransport = classes().that().resideInAPackage("org.paravane.device..")
      .should().onlyDependOnClassesThat()
      .resideInAnyPackage(with("org.paravane.device..", "org.paravane.abi..", "org.slf4j.."));

  @ArchTest
  static final ArchRule linuxCallsStandAlone = classes().that().resideInAPackage("org.paravane.linux..")
      .should().onlyDependOnClassesThat().resideInAnyPackage(with("org.paravane.linux..", "org.paravane.abi.."));

  @ArchTest
  static final ArchRule theTransportKnowsNoDevices = classes().that().resideInAPackage("org.paravane.vmbus..")
      .should().onlyDependOnClassesThat().resideInAnyPackage(with("org.paravane.vmbus..", "org.paravane.linux..",
          "org.paravane.abi..", "org.slf4j..", "io.netty..", "tools.jackson.."));

  @ArchTest
  static final ArchRule theGuestNeverSeesTheHost = noClasses()
      .that().resideInAnyPackage("org.paravane.guest..", "org.paravane.runtime..")
      .should().dependOnClassesThat().resideInAnyPackage("org.paravane.host..", "org.paravane.tests..");

  @ArchTest
  static final ArchRule theHostSeesNeitherGuestNorNodes = noClasses().that().resideInAPackage("org.paravane.host..")
      .should().dependOnClassesThat().resideInAnyPackage("org.paravane.guest..", "org.paravane.runtime..",
          "org.paravane.device..", "org.paravane.tests..", "org.paravane.abi.ioctl.table..");

  @ArchTest
  static final ArchRule theRuntimeUsesNodesOnly = noClasses().that().resideInAPackage("org.paravane.runtime..")
      .should().dependOnClassesThat().resideInAnyPackage("org.paravane.guest.dxg..", "org.paravane.guest.bus..",
          "org.paravane.vmbus..", "org.paravane.abi.wire..");

  @ArchTest
  static final ArchRule enginesKnowNoMessages = noClasses()
      .that().resideInAnyPackage("org.paravane.host.engine..", "org.paravane.host.scheduler..",
          "org.paravane.host.memory..")
      .should().dependOnClassesThat().resideInAnyPackage("org.paravane.abi.wire..", "org.paravane.host.vsp..",
          "org.paravane.host.object..", "org.paravane.host.cli..");

  @ArchTest
  static final ArchRule modulesHaveNoCycles = slices().matching("org.paravane.(*)..").should().beFreeOfCycles();

  private static String[] with(String... packages) {
    String[] all = new String[packages.length + NOTHING_BUT_JAVA.length];
    System.arraycopy(packages, 0, all, 0, packages.length);
    System.arraycopy(NOTHING_BUT_JAVA, 0, all, packages.length, NOTHING_BUT_JAVA.length);
    return all;
  }
}
