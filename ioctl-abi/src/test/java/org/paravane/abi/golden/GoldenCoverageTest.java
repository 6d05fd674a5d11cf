package org.paravane.abi.golden;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.paravane.abi.ioctl.DxgIoctl;
import org.paravane.abi.wire.Message;

/** That no message and no ioctl is without a dump. */
class GoldenCoverageTest {
  private static Set<String> tests(Class<?>... classes) {
    return Stream.of(classes).flatMap(type -> Stream.of(type.getDeclaredMethods()))
        .filter(method -> method.isAnnotationPresent(Test.class)).map(Method::getName)
        .map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
  }

  @ParameterizedTest
  @EnumSource(Message.class)
  void eachUsedMessageHasADump(Message message) {
    Set<String> dumps = tests(GlobalMessagesGoldenTest.class, VgpuMessages1GoldenTest.class,
        VgpuMessages2GoldenTest.class, VgpuMessages3GoldenTest.class, ExtensionMessagesGoldenTest.class);
    String name = message.name().toLowerCase(Locale.ROOT).replace("_", "");
    assertThat(dumps.contains(name)).as(name).isEqualTo(message.isUsed());
  }

  @ParameterizedTest
  @EnumSource(DxgIoctl.class)
  void eachIoctlHasADump(DxgIoctl ioctl) {
    Set<String> dumps = tests(Ioctl1GoldenTest.class, Ioctl2GoldenTest.class, Ioctl3GoldenTest.class);
    assertThat(dumps).contains(ioctl.name().toLowerCase(Locale.ROOT));
  }
}
