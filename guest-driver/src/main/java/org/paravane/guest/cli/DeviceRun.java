package org.paravane.guest.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.Errno;
import org.paravane.guest.workload.Rounds;
import org.paravane.guest.workload.Workload;
import org.paravane.runtime.Accelerator;
import org.paravane.runtime.AcceleratorException;
import org.paravane.runtime.BuildException;
import org.paravane.runtime.DeviceProperties;
import org.paravane.runtime.NodeAccess;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Verified rounds on one device, one after the other. What fails ends the run on this device. */
final class DeviceRun implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(DeviceRun.class);

  private final NodeAccess node;
  private final List<Workload> workloads;
  private final int elements;
  private final long seed;
  private final BooleanSupplier goOn;
  private final Consumer<RoundResult> results;
  private String kernel = "";
  private long round = 1;
  private boolean lost;
  private @Nullable DeviceProperties device;

  /**
   * A run that has not begun.
   *
   * @param goOn asked before each round but the first
   * @param results told of each round
   */
  DeviceRun(NodeAccess node, List<Workload> workloads, int elements, long seed, BooleanSupplier goOn,
      Consumer<RoundResult> results) {
    this.node = node;
    this.workloads = List.copyOf(workloads);
    this.elements = elements;
    this.seed = seed;
    this.goOn = goOn;
    this.results = results;
  }

  @Override
  public void run() {
    kernel = workloads.getFirst().kernelName();
    try (Accelerator accelerator = Accelerator.open(node)) {
      device = accelerator.device();
      List<Workload> possible = workloads.stream().filter(each -> each.runsOn(accelerator)).toList();
      if (possible.isEmpty()) {
        fail("device takes no programs in OpenCL C: device=" + accelerator.device().name());
        return;
      }
      Map<Workload, Rounds> open = new LinkedHashMap<>();
      do {
        for (Workload workload : possible) {
          kernel = workload.kernelName();
          Rounds rounds = open.computeIfAbsent(workload, each -> each.open(accelerator, elements, seed));
          Rounds.Outcome outcome = rounds.run();
          results.accept(new RoundResult(node.name(), kernel, round, outcome.bytes(), outcome.nanos() / 1000,
              outcome.verified(), null));
        }
        round++;
      } while (goOn.getAsBoolean());
    } catch (AcceleratorException e) {
      lost = e.errno() == Errno.ENODEV;
      fail(String.valueOf(e.getMessage()));
    } catch (BuildException e) {
      fail(String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      LOG.error("run failed: device={}, kernel={}, round={}", node.name(), kernel, round, e);
      fail(e.toString());
    }
  }

  private void fail(String error) {
    results.accept(new RoundResult(node.name(), kernel, round, 0, 0, false, error));
  }

  /** What ran, in words: its name and the kind of its engine; empty before the node is open. */
  String deviceText() {
    DeviceProperties known = device;
    return known == null
        ? ""
        : known.name() + known.engine().map(kind -> " (" + kind.name().toLowerCase(Locale.ROOT) + ")").orElse("");
  }

  /** The name of the node. */
  String name() {
    return node.name();
  }

  /** Whether the device went away under the run. */
  boolean lostItsDevice() {
    return lost;
  }
}
