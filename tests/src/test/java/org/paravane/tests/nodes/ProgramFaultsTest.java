package org.paravane.tests.nodes;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.paravane.abi.Errno;
import org.paravane.abi.accel.ProgramStatus;
import org.paravane.runtime.Accelerator;
import org.paravane.runtime.AcceleratorException;
import org.paravane.runtime.Buffer;
import org.paravane.runtime.BuildException;
import org.paravane.runtime.Grid;
import org.paravane.runtime.Kernel;
import org.paravane.runtime.Program;
import org.paravane.runtime.Queue;

/** What bad programs get on a real engine: a reason, and nobody else is harmed. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class ProgramFaultsTest {
  private static final String ADD = """
      kernel void add(global int *data, int what) {
        data[get_global_id(0)] += what;
      }
      """;
  private static final String BAD = """
      kernel void wild(global int *data, ulong far) {
        data[far + get_global_id(0)] = 1;
      }
      kernel void endless(global volatile int *data) {
        while (data[0] == 0) {
        }
      }
      """;

  private EngineHouse house;
  private Accelerator accelerator;

  @BeforeAll
  void start() throws IOException {
    house = EngineHouse.openCl();
  }

  @AfterAll
  void stop() {
    if (house != null) {
      house.close();
    }
  }

  @BeforeEach
  void open() {
    accelerator = Accelerator.open(house.node());
  }

  @AfterEach
  void close() {
    accelerator.close();
  }

  @Test
  void sourceThatDoesNotCompileIsAnErrorWithTheLog() {
    assertThatThrownBy(() -> accelerator.build("kernel void broken(global int *x) { y = 1; }"))
        .isInstanceOfSatisfying(BuildException.class, e -> {
          assertThat(e.status()).isEqualTo(ProgramStatus.BUILD_FAILED);
          assertThat(e.log()).contains("'y'").as("where the host keeps files").doesNotContain("/");
        });
    addWorks();
  }

  @Test
  void optionsReachTheCompiler() {
    try (Program program = accelerator.build("kernel void put(global int *x) { x[0] = VALUE; }", "-DVALUE=42");
        Buffer x = accelerator.createBuffer(4);
        Queue queue = accelerator.createQueue()) {
      Kernel put = program.kernel("put");
      queue.dispatch(put, Grid.of(1).inGroupsOf(1, 1, 1), put.arguments().buffer(x)).finish();
      assertThat(x.memory().get(JAVA_INT, 0)).isEqualTo(42);
    }
  }

  @Test
  void anAddressThatIsNobodysIsAFaultThatNamesTheArgument() {
    try (Program program = accelerator.build(ADD); Queue queue = accelerator.createQueue()) {
      Kernel add = program.kernel("add");
      queue.dispatch(add, Grid.of(64), add.arguments().u64(0x7f00_0000_0000L).u32(1)).submit();
      assertThatThrownBy(queue::finish).isInstanceOfSatisfying(AcceleratorException.class, e -> {
        assertThat(e.errno()).isEqualTo(Errno.ECANCELED);
        assertThat(e.fault().orElseThrow().isPageFault()).isTrue();
      });
    }
    addWorks();
  }

  @Test
  void aWriteOutOfBoundsCostsItsContext() {
    try (Program program = accelerator.build(BAD);
        Buffer data = accelerator.createBuffer(4096);
        Queue queue = accelerator.createQueue()) {
      Kernel wild = program.kernel("wild");
      queue.dispatch(wild, Grid.of(64), wild.arguments().buffer(data).u64(1L << 40)).submit();
      assertThatThrownBy(queue::finish).isInstanceOfSatisfying(AcceleratorException.class,
          e -> assertThat(e.errno()).isEqualTo(Errno.ECANCELED));
    }
    addWorks();
  }

  @Test
  void anEndlessKernelTimesOut() {
    try (Program program = accelerator.build(BAD);
        Buffer data = accelerator.createBuffer(4096);
        Queue queue = accelerator.createQueue()) {
      Kernel endless = program.kernel("endless");
      queue.dispatch(endless, Grid.of(64), endless.arguments().buffer(data)).submit();
      assertThatThrownBy(queue::finish).isInstanceOfSatisfying(AcceleratorException.class,
          e -> assertThat(e.errno()).isEqualTo(Errno.ECANCELED));
    }
    addWorks();
  }

  @Test
  void theSameInC() throws IOException, InterruptedException {
    Requirements.assumeCompiler();
    ExampleProgram.Result result = ExampleProgram.run(List.of(
        ExampleProgram.compile(NativeProgram.sources().resolve("programs.c"), "programs").toString(),
        house.node().toString()));
    assertThat(result.status()).as(result.output()).isZero();
    assertThat(result.output()).contains("ok a_build_that_fails_has_the_log", "ok an_endless_kernel_times_out");
  }

  /** The same accelerator still computes: programs stay loaded or can be built again, a new queue runs them. */
  private void addWorks() {
    try (Program program = accelerator.build(ADD);
        Buffer data = accelerator.createBuffer(256);
        Queue queue = accelerator.createQueue()) {
      Kernel add = program.kernel("add");
      queue.dispatch(add, Grid.of(64), add.arguments().buffer(data).at("what").u32(5)).finish();
      assertThat(data.memory().getAtIndex(JAVA_INT, 63)).isEqualTo(5);
    }
  }
}
