package org.paravane.runtime;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.paravane.abi.Errno;
import org.paravane.abi.accel.ArgumentKind;
import org.paravane.abi.accel.EngineKind;
import org.paravane.abi.accel.ProgramStatus;
import org.paravane.runtime.fake.FakeDevice;
import org.paravane.runtime.fake.FakeNode;

@Timeout(value = 30, unit = TimeUnit.SECONDS)
class ProgramTest {
  private final FakeNode node = new FakeNode();

  @AfterEach
  void nothingIsLeft() {
    assertThat(node.alive()).isEmpty();
  }

  @Test
  void theDeviceIsDescribed() {
    try (Accelerator accelerator = Accelerator.open(node)) {
      assertThat(accelerator.device().engine()).contains(EngineKind.OPENCL);
      assertThat(accelerator.device().name()).isEqualTo("Fake device");
      assertThat(accelerator.device().openClC()).isTrue();
      assertThat(accelerator.device().limits().workgroupSize()).isEqualTo(256);
    }
  }

  @Test
  void aHostThatDoesNotDescribeItsDeviceTakesNoPrograms() {
    node.hideDevice();
    try (Accelerator accelerator = Accelerator.open(node)) {
      assertThat(accelerator.device().engine()).isEmpty();
      assertThat(accelerator.device().name()).isEqualTo("Fake accelerator");
      assertThatThrownBy(() -> accelerator.build("saxpy")).isInstanceOf(BuildException.class);
    }
  }

  @Test
  void aProgramHasKernelsWithArguments() {
    try (Accelerator accelerator = Accelerator.open(node); Program program = accelerator.build("one\ntwo", "-DN=4")) {
      assertThat(program.kernels()).extracting(Kernel::name).containsExactly("one", "two");
      assertThat(program.log()).isEqualTo("log of one\ntwo");
      assertThat(program.kernel("two").parameters().get(3))
          .isEqualTo(new Kernel.Parameter("alpha", "float", ArgumentKind.VALUE, 24, 4));
      assertThat(program.kernel("two").limits().workgroupSize()).isEqualTo(128);
      assertThat(node.programs().options()).containsExactly("-DN=4");
      assertThatThrownBy(() -> program.kernel("three")).isInstanceOf(IllegalArgumentException.class)
          .hasMessage("no such kernel: name=three, has=[one, two]");
    }
    assertThat(node.programs().loaded()).isEmpty();
  }

  @Test
  void itsKernelsRun() {
    try (Accelerator accelerator = Accelerator.open(node);
        Program program = accelerator.build("mine");
        Buffer x = accelerator.createBuffer(256);
        Buffer y = accelerator.createBuffer(256);
        Queue queue = accelerator.createQueue()) {
      x.memory().setAtIndex(JAVA_FLOAT, 3, 5);
      Kernel mine = program.kernel("mine");
      queue.dispatch(mine, Grid.of(64), mine.arguments().buffer(x).buffer(y).u64(64).f32(3)).finish();
      assertThat(y.memory().getAtIndex(JAVA_FLOAT, 3)).isEqualTo(15);
    }
  }

  @Test
  void aFailedBuildTellsWhatTheCompilerSaid() {
    try (Accelerator accelerator = Accelerator.open(node)) {
      assertThatThrownBy(() -> accelerator.build("error")).isInstanceOfSatisfying(BuildException.class, e -> {
        assertThat(e.status()).isEqualTo(ProgramStatus.BUILD_FAILED);
        assertThat(e.log()).isEqualTo("line 1: error: what is this\n");
        assertThat(e).hasMessageContaining("what is this").hasMessageContaining("node=fake0");
      });
      assertThatThrownBy(() -> accelerator.build("secret")).isInstanceOfSatisfying(BuildException.class,
          e -> assertThat(e.status()).isEqualTo(ProgramStatus.REFUSED));
    }
  }

  @Test
  void whatTheDeviceDoesNotTakeIsNotSent() {
    try (Accelerator accelerator = Accelerator.open(node)) {
      node.forgetCalls();
      assertThatThrownBy(() -> accelerator.build(ProgramCode.spirV(new byte[4])))
          .isInstanceOf(BuildException.class).hasMessageContaining("device takes no programs in SPIR_V");
      assertThatThrownBy(() -> accelerator.build("")).hasMessageContaining("program is empty");
      assertThatThrownBy(() -> accelerator.build("x".repeat((4 << 20) + 1))).hasMessageContaining("code is too long");
      assertThat(node.calls()).isEmpty();
    }
  }

  @Test
  void aResultThatDoesNotFitIsAskedForAgain() {
    String names = IntStream.range(0, 300).mapToObj(i -> "kernel" + i).collect(Collectors.joining("\n"));
    try (Accelerator accelerator = Accelerator.open(node); Program program = accelerator.build(names)) {
      assertThat(program.kernels()).hasSize(300);
      assertThat(node.programs().loaded()).hasSize(1);
    }
  }

  @Test
  void aKernelIsStartedAsItCanBe() {
    try (Accelerator accelerator = Accelerator.open(node);
        Program program = accelerator.build("mine");
        Queue queue = accelerator.createQueue()) {
      Kernel mine = program.kernel("mine");
      Arguments arguments = mine.arguments().u64(0).u64(0).u64(0).f32(0);
      assertThatThrownBy(() -> queue.dispatch(mine, Grid.of(100), arguments))
          .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("kernel=mine, grid=100 x 1 x 1");
      assertThatThrownBy(() -> queue.dispatch(mine, Grid.of(256).inGroupsOf(256, 1, 1), arguments))
          .hasMessageContaining("work-group is too large, most=128: kernel=mine");
    }
  }

  @Test
  void aClosedProgramsKernelsAreNotDispatchedAndWhatRunsIsAwaited() {
    try (Accelerator accelerator = Accelerator.open(node);
        Buffer y = accelerator.createBuffer(256);
        Queue queue = accelerator.createQueue()) {
      Program program = accelerator.build("mine");
      Kernel mine = program.kernel("mine");
      Arguments arguments = mine.arguments().buffer(y).buffer(y).u64(64).f32(1);
      node.hold();
      queue.dispatch(mine, Grid.of(64), arguments).submit();
      Thread closer = Thread.ofPlatform().start(program::close);
      assertThat(node.programs().loaded()).hasSize(1);
      node.resume();
      join(closer);
      assertThat(node.programs().loaded()).isEmpty();
      program.close();
      assertThatThrownBy(() -> queue.dispatch(mine, Grid.of(64), arguments)).isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("program is closed");
      queue.finish();
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aLostBuildIsNoLostQueue() {
    try (Accelerator accelerator = Accelerator.open(node); Queue queue = accelerator.createQueue()) {
      node.faultNext(FakeDevice.Fault.bad("engine lost: reason=worker ended"));
      assertThatThrownBy(() -> accelerator.build("mine")).isInstanceOfSatisfying(AcceleratorException.class, e -> {
        assertThat(e.errno()).isEqualTo(Errno.ECANCELED);
        assertThat(e.fault().orElseThrow().reason()).contains("engine lost");
      });
      queue.barrier().finish();
      assertThat(accelerator.build("mine").kernels()).hasSize(1);
      assertThat(List.copyOf(node.programs().loaded())).hasSize(1);
    }
  }
}
