package org.paravane.host.engine.simulated;

import org.jspecify.annotations.Nullable;
import org.paravane.host.engine.ManualClock;

/**
 * What a simulated GPU is like.
 *
 * @param name for people
 * @param computeNodes engine nodes that run kernels, at least 1; they come first
 * @param copyNodes engine nodes that only move bytes
 * @param localBytes size of the local segment, a multiple of the page size
 * @param timing what work costs
 * @param virtualTime the clock, if the GPU is to have no threads and no time of its own; else null
 */
public record SimulatedGpuOptions(String name, int computeNodes, int copyNodes, long localBytes, TimingModel timing,
    @Nullable ManualClock virtualTime) {
  public SimulatedGpuOptions {
    if (computeNodes < 1 || copyNodes < 0 || computeNodes + copyNodes > 32 || localBytes <= 0) {
      throw new IllegalArgumentException(
          "bad simulated gpu: computeNodes=" + computeNodes + ", copyNodes=" + copyNodes + ", localBytes="
              + localBytes);
    }
  }

  /** One compute and one copy node, 1 GiB, as fast as possible. */
  public static SimulatedGpuOptions defaults() {
    return new SimulatedGpuOptions("Paravane simulated GPU", 1, 1, 1L << 30, TimingModel.NONE, null);
  }

  public SimulatedGpuOptions withName(String newName) {
    return new SimulatedGpuOptions(newName, computeNodes, copyNodes, localBytes, timing, virtualTime);
  }

  public SimulatedGpuOptions withNodes(int newComputeNodes, int newCopyNodes) {
    return new SimulatedGpuOptions(name, newComputeNodes, newCopyNodes, localBytes, timing, virtualTime);
  }

  public SimulatedGpuOptions withLocalBytes(long newLocalBytes) {
    return new SimulatedGpuOptions(name, computeNodes, copyNodes, newLocalBytes, timing, virtualTime);
  }

  public SimulatedGpuOptions withTiming(TimingModel newTiming) {
    return new SimulatedGpuOptions(name, computeNodes, copyNodes, localBytes, newTiming, virtualTime);
  }

  public SimulatedGpuOptions withVirtualTime(ManualClock clock) {
    return new SimulatedGpuOptions(name, computeNodes, copyNodes, localBytes, timing, clock);
  }
}
