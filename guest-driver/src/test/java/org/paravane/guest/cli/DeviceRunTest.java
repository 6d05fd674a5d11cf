package org.paravane.guest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.paravane.abi.Errno;
import org.paravane.abi.ioctl.DxgIoctl;
import org.paravane.guest.workload.Workload;
import org.paravane.runtime.fake.FakeDevice;
import org.paravane.runtime.fake.FakeNode;

@Timeout(value = 30, unit = TimeUnit.SECONDS)
class DeviceRunTest {
  private static final List<Workload> TWO = List.of(Workload.SAXPY, Workload.SGEMM);

  private final FakeNode node = new FakeNode("accel3");
  private final List<RoundResult> results = new ArrayList<>();
  private int roundsLeft;

  @AfterEach
  void nothingStays() {
    assertThat(node.alive()).isEmpty();
  }

  private DeviceRun run(int rounds, List<Workload> workloads) {
    roundsLeft = rounds;
    DeviceRun run = new DeviceRun(node, workloads, 256, 5, () -> --roundsLeft > 0, results::add);
    run.run();
    return run;
  }

  @Test
  void everyRoundOfEveryKernelIsTold() {
    DeviceRun run = run(3, TWO);

    assertThat(results).hasSize(6).allMatch(RoundResult::verified).allMatch(result -> result.device().equals("accel3"));
    assertThat(results).extracting(RoundResult::round).containsExactly(1L, 1L, 2L, 2L, 3L, 3L);
    assertThat(results).extracting(RoundResult::kernel).containsExactly("saxpy", "sgemm", "saxpy", "sgemm", "saxpy",
        "sgemm");
    assertThat(results.getFirst().bytes()).isEqualTo(12 * 256);
    assertThat(run.lostItsDevice()).isFalse();
  }

  @Test
  void programsRunWhereTheDeviceTakesThem() {
    DeviceRun run = run(1, List.of(Workload.SAXPY, Workload.OPENCL_SAXPY));
    assertThat(results).extracting(RoundResult::kernel).containsExactly("saxpy", "opencl_saxpy");
    assertThat(run.deviceText()).isEqualTo("Fake device (opencl)");
  }

  @Test
  void programsAreLeftOutWhereTheDeviceTakesNone() {
    node.takeNoPrograms();
    run(1, List.of(Workload.SAXPY, Workload.OPENCL_SAXPY));
    assertThat(results).extracting(RoundResult::kernel).containsExactly("saxpy");
    run(1, List.of(Workload.OPENCL_SAXPY));
    assertThat(results.getLast().error()).isEqualTo("device takes no programs in OpenCL C: device=Fake device");
  }

  @Test
  void aWrongResultIsToldAndTheRunGoesOn() {
    node.skipKernels();
    run(2, TWO);
    assertThat(results).hasSize(4).noneMatch(RoundResult::verified).allMatch(result -> result.error() == null);
  }

  @Test
  void aNodeThatDoesNotOpenIsAResult() {
    node.failOpen(Errno.EBUSY);
    DeviceRun run = run(1, TWO);
    assertThat(results).singleElement().satisfies(result -> {
      assertThat(result.error()).isEqualTo("open: EBUSY: fake refuses, node=accel3");
      assertThat(result.kernel()).isEqualTo("saxpy");
    });
    assertThat(run.lostItsDevice()).isFalse();
  }

  @Test
  void aFaultEndsTheRunOfThisDevice() {
    node.faultNext(FakeDevice.Fault.bad("injected"));
    DeviceRun run = run(5, TWO);
    assertThat(results).singleElement().satisfies(result -> assertThat(result.error()).contains("injected"));
    assertThat(run.lostItsDevice()).isFalse();
  }

  @Test
  void aDeviceThatGoesAwayIsNoted() {
    node.fail(DxgIoctl.CREATEHWQUEUE, Errno.ENODEV, "device is gone");
    assertThat(run(1, TWO).lostItsDevice()).isTrue();
    assertThat(results).singleElement().satisfies(result -> assertThat(result.verified()).isFalse());
  }
}
