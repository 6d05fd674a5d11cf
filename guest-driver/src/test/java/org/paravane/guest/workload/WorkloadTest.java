package org.paravane.guest.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.paravane.runtime.Accelerator;
import org.paravane.runtime.AcceleratorException;
import org.paravane.runtime.fake.FakeDevice;
import org.paravane.runtime.fake.FakeNode;

@Timeout(value = 30, unit = TimeUnit.SECONDS)
class WorkloadTest {
  private final FakeNode node = new FakeNode();
  private final Accelerator accelerator = Accelerator.open(node);

  @AfterEach
  void nothingStays() {
    accelerator.close();
    assertThat(node.alive()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Workload.class)
  void rightResultsAreVerified(Workload workload) {
    try (Rounds rounds = workload.open(accelerator, 1000, 42)) {
      for (int i = 0; i < 5; i++) {
        Rounds.Outcome outcome = rounds.run();
        assertThat(outcome.verified()).as("round %d", i).isTrue();
        assertThat(outcome.bytes()).isPositive();
        assertThat(outcome.nanos()).isPositive();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Workload.class)
  void oneElementIsEnough(Workload workload) {
    try (Rounds rounds = workload.open(accelerator, 1, 1)) {
      assertThat(rounds.run().verified()).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource(Workload.class)
  void aKernelThatDoesNothingIsFoundOut(Workload workload) {
    try (Rounds rounds = workload.open(accelerator, 300, 7)) {
      assertThat(rounds.run().verified()).isTrue();
      node.skipKernels();
      assertThat(rounds.run().verified()).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource(Workload.class)
  void buffersAndQueueEndWithTheRounds(Workload workload) {
    Map<String, Integer> before = node.alive();
    workload.open(accelerator, 100, 1).close();
    assertThat(node.alive()).isEqualTo(before);
  }

  @Test
  void namesAreThoseOfTheKernels() {
    assertThat(Workload.names()).contains("saxpy", "sgemm").allSatisfy(name -> {
      Workload workload = Workload.named(name).orElseThrow();
      assertThat(workload.needsPrograms() || accelerator.kernel(name).name().equals(name)).isTrue();
    });
    assertThat(Workload.named("fft")).isEmpty();
  }

  @Test
  void programsNeedADeviceThatTakesThem() {
    FakeNode plain = new FakeNode();
    plain.takeNoPrograms();
    try (Accelerator without = Accelerator.open(plain)) {
      assertThat(Workload.OPENCL_SAXPY.runsOn(without)).isFalse();
      assertThat(Workload.OPENCL_SAXPY.runsOn(accelerator)).isTrue();
      assertThat(Workload.SAXPY.runsOn(without)).isTrue();
    }
  }

  @Test
  void nothingIsNoWork() {
    assertThatThrownBy(() -> Workload.FILL.open(accelerator, 0, 1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aFaultIsAnException() {
    try (Rounds rounds = Workload.SAXPY.open(accelerator, 10, 1)) {
      node.faultNext(FakeDevice.Fault.bad("injected"));
      assertThatThrownBy(rounds::run).isInstanceOf(AcceleratorException.class).hasMessageContaining("injected");
    }
  }
}
