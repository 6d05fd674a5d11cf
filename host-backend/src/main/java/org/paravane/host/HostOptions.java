package org.paravane.host;

import org.paravane.host.engine.simulated.TimingModel;
import org.paravane.host.object.PartitionPolicy;
import org.paravane.host.scheduler.SchedulerOptions;
import org.paravane.vmbus.ServerOptions;

/**
 * What a host has and allows.
 *
 * @param devices adapters at the start; negative: one for each OpenCL device, or one that is simulated
 * @param memoryBytes local memory of each adapter, a multiple of 4096
 * @param sharedMemoryBytes guest memory that each adapter may use in all
 * @param computeNodes engine nodes of each adapter that run kernels
 * @param copyNodes engine nodes of each adapter that only move bytes
 * @param timing what work costs in the simulated engine
 * @param policy what each guest may use
 * @param scheduler knobs of each adapter's scheduler
 * @param server how guests are served
 * @param engine what executes packets
 */
public record HostOptions(int devices, long memoryBytes, long sharedMemoryBytes, int computeNodes, int copyNodes,
    TimingModel timing, PartitionPolicy policy, SchedulerOptions scheduler, ServerOptions server,
    EngineOptions engine) {
  /** Adapters that one host may have at one time. */
  public static final int MAX_DEVICES = 1024;

  public HostOptions {
    if (devices > MAX_DEVICES || memoryBytes <= 0 || (memoryBytes & 4095) != 0
        || sharedMemoryBytes < 0) {
      throw new IllegalArgumentException("bad host options: devices=" + devices + ", memory=" + memoryBytes);
    }
  }

  /** One adapter of 1 GiB with one compute and one copy node, as fast as possible. */
  public static HostOptions defaults() {
    return new HostOptions(1, 1L << 30, 8L << 30, 1, 1, TimingModel.NONE, PartitionPolicy.defaults(),
        SchedulerOptions.defaults(), ServerOptions.defaults(), EngineOptions.simulated());
  }

  public HostOptions withDevices(int count) {
    return new HostOptions(count, memoryBytes, sharedMemoryBytes, computeNodes, copyNodes, timing, policy, scheduler,
        server, engine);
  }

  public HostOptions withMemoryBytes(long bytes) {
    return new HostOptions(devices, bytes, sharedMemoryBytes, computeNodes, copyNodes, timing, policy, scheduler,
        server, engine);
  }

  public HostOptions withSharedMemoryBytes(long bytes) {
    return new HostOptions(devices, memoryBytes, bytes, computeNodes, copyNodes, timing, policy, scheduler, server,
        engine);
  }

  public HostOptions withNodes(int compute, int copy) {
    return new HostOptions(devices, memoryBytes, sharedMemoryBytes, compute, copy, timing, policy, scheduler, server,
        engine);
  }

  public HostOptions withTiming(TimingModel model) {
    return new HostOptions(devices, memoryBytes, sharedMemoryBytes, computeNodes, copyNodes, model, policy, scheduler,
        server, engine);
  }

  public HostOptions withPolicy(PartitionPolicy newPolicy) {
    return new HostOptions(devices, memoryBytes, sharedMemoryBytes, computeNodes, copyNodes, timing, newPolicy,
        scheduler, server, engine);
  }

  public HostOptions withScheduler(SchedulerOptions newScheduler) {
    return new HostOptions(devices, memoryBytes, sharedMemoryBytes, computeNodes, copyNodes, timing, policy,
        newScheduler, server, engine);
  }

  public HostOptions withServer(ServerOptions newServer) {
    return new HostOptions(devices, memoryBytes, sharedMemoryBytes, computeNodes, copyNodes, timing, policy, scheduler,
        newServer, engine);
  }

  public HostOptions withEngine(EngineOptions newEngine) {
    return new HostOptions(devices, memoryBytes, sharedMemoryBytes, computeNodes, copyNodes, timing, policy, scheduler,
        server, newEngine);
  }
}
