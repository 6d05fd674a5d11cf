package org.paravane.tests.engine;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.paravane.abi.Errno;
import org.paravane.runtime.Accelerator;
import org.paravane.runtime.AcceleratorException;
import org.paravane.runtime.Arguments;
import org.paravane.runtime.Buffer;
import org.paravane.runtime.BuildException;
import org.paravane.runtime.Grid;
import org.paravane.runtime.Kernel;
import org.paravane.runtime.Program;
import org.paravane.runtime.Queue;

/** A guest in Java that does wrong with the runtime library, as {@code attack_engine.c} does in C. */
final class JavaAttacker implements AutoCloseable {
  private static final int ITEMS = 1024;
  private static final long NOWHERE = 0x7f00_0000_0000L;
  private static final String SOURCE = """
      kernel void add(global int *data, int what) { data[get_global_id(0)] += what; }
      kernel void wild(global int *data, ulong far) { data[far + get_global_id(0)] = 1; }
      kernel void endless(global volatile int *data) { while (data[0] == 0) { } }
      kernel void scratch(global int *data, local int *own) { own[get_local_id(0)] = 1; data[0] = own[0]; }
      """;

  private final Accelerator accelerator;
  private final Program program;
  private final Buffer data;
  private final List<String> problems = new ArrayList<>();
  private final List<Mistake> mistakes;

  /** What the library refuses before anything is sent. */
  private record Mistake(String name, String reason, Runnable made) {
  }

  JavaAttacker(Path node) {
    this.accelerator = Accelerator.open(node);
    this.program = accelerator.build(SOURCE);
    this.data = accelerator.createBuffer(4L * ITEMS);
    this.mistakes = mistakes();
  }

  /** Which attacks there are in Java: the library writes no barrier that is never satisfied. */
  static boolean knows(Attack attack) {
    return attack != Attack.BARRIER;
  }

  /** What did not go as documented. */
  List<String> problems() {
    return List.copyOf(problems);
  }

  /** Does it once, and computes something with a new queue. */
  void attack(Attack attack, int round) {
    switch (attack) {
      case BUILDS -> build(round);
      case ARGUMENTS -> arguments();
      case WILD -> {
        Kernel wild = program.kernel("wild");
        expectLoss("wild", "kernel fault: ", wild, wild.arguments().buffer(data).u64((1L + round % 3) << 44));
      }
      case ENDLESS -> {
        data.memory().fill((byte) 0);
        Kernel endless = program.kernel("endless");
        expectLoss("endless", "timeout: ", endless, endless.arguments().buffer(data));
      }
      case BARRIER -> throw new IllegalArgumentException("no such attack in Java: attack=" + attack);
    }
    compute(attack);
  }

  private void build(int round) {
    String name = "nothere" + ProcessHandle.current().pid() + "_" + round;
    try (Program built = accelerator.build("kernel void broken(global int *x) { x[0] = " + name + "; }")) {
      problems.add("build: it was built: kernels=" + built.kernels().size());
    } catch (BuildException e) {
      if (!e.log().contains(name)) {
        problems.add("build: the log does not name what is wrong: log=" + e.log());
      }
    }
  }

  private List<Mistake> mistakes() {
    Kernel add = program.kernel("add");
    Kernel scratch = program.kernel("scratch");
    return List.of(
        new Mistake("missing", "what", () -> dispatch(add, Grid.of(64), add.arguments().buffer(data))),
        new Mistake("size", "what", () -> add.arguments().buffer(data).u64(1)),
        new Mistake("kind", "what", () -> add.arguments().buffer(data).f32(1)),
        new Mistake("buffer for a value", "what", () -> add.arguments().buffer(data).buffer(data)),
        new Mistake("too many", "add", () -> add.arguments().buffer(data).u32(1).u32(1)),
        new Mistake("of another kernel", "scratch",
            () -> dispatch(add, Grid.of(64), scratch.arguments().buffer(data).local(256))),
        new Mistake("no local memory", "local memory", () -> scratch.arguments().buffer(data).local(0)),
        new Mistake("too much local memory", "local memory", () -> scratch.arguments().buffer(data).local(1L << 30)),
        new Mistake("half a work-group", "work-group",
            () -> dispatch(add, Grid.of(65), add.arguments().buffer(data).u32(1))),
        new Mistake("work-group too large", "work-group",
            () -> dispatch(add, Grid.of(32_768).inGroupsOf(32_768, 1, 1), add.arguments().buffer(data).u32(1))));
  }

  private void dispatch(Kernel kernel, Grid grid, Arguments arguments) {
    try (Queue queue = accelerator.createQueue()) {
      queue.dispatch(kernel, grid, arguments).finish();
    }
  }

  private void arguments() {
    for (Mistake mistake : mistakes) {
      try {
        mistake.made().run();
        problems.add("mistake was not refused: name=" + mistake.name());
      } catch (IllegalArgumentException e) {
        if (!String.valueOf(e.getMessage()).contains(mistake.reason())) {
          problems.add("mistake: name=" + mistake.name() + ", said=" + e.getMessage());
        }
      }
    }
    Kernel add = program.kernel("add");
    expectLoss("pointer nowhere", "cause=not mapped", add, add.arguments().u64(NOWHERE).u32(1));
    expectLoss("pointer beyond", "cause=not mapped", add, add.arguments().u64(data.gpuAddress() + (1L << 40)).u32(1));
  }

  private void expectLoss(String name, String reason, Kernel kernel, Arguments arguments) {
    try (Queue queue = accelerator.createQueue()) {
      queue.dispatch(kernel, Grid.of(ITEMS), arguments).finish();
      problems.add(name + ": nothing was lost");
    } catch (AcceleratorException e) {
      Optional<String> said = e.fault().map(fault -> fault.reason());
      if (e.errno() != Errno.ECANCELED || !said.orElse("").contains(reason)) {
        problems.add(name + ": errno=" + e.errno() + ", reason=" + said.orElse(e.reason()));
      }
    }
  }

  private void compute(Attack after) {
    data.memory().fill((byte) 0);
    Kernel add = program.kernel("add");
    try (Queue queue = accelerator.createQueue()) {
      queue.dispatch(add, Grid.of(ITEMS), add.arguments().buffer(data).u32(5)).finish();
      for (int i = 0; i < ITEMS; i++) {
        if (data.memory().getAtIndex(JAVA_INT, i) != 5) {
          problems.add("after " + after + ": the next launch computes something else");
          return;
        }
      }
    } catch (AcceleratorException e) {
      problems.add("after " + after + ": " + e.getMessage());
    }
  }

  @Override
  public void close() {
    accelerator.close();
  }
}
