package org.paravane.host.object;

import org.paravane.abi.Guid;
import org.paravane.abi.Luid;
import org.paravane.host.engine.Gpu;
import org.paravane.host.memory.AdapterMemory;
import org.paravane.host.scheduler.AdapterScheduler;

/** An adapter of this host, shared by all partitions: the hardware, its memory and its scheduler. */
public final class HostAdapter implements AutoCloseable {
  private final int id;
  private final Luid luid;
  private final Guid instanceId;
  private final Gpu gpu;
  private final AdapterMemory memory;
  private final AdapterScheduler scheduler;

  /**
   * An adapter.
   *
   * @param id number on this host, never used again; what commands name
   * @param instanceId instance of the vGPU channel; begins with the LUID that guests see
   * @param gpu the hardware
   * @param memory its memory, and the guest memory that it may use
   * @param scheduler decides what runs on it
   */
  public HostAdapter(int id, Guid instanceId, Gpu gpu, AdapterMemory memory, AdapterScheduler scheduler) {
    this.id = id;
    this.luid = instanceId.luidPrefix();
    this.instanceId = instanceId;
    this.gpu = gpu;
    this.memory = memory;
    this.scheduler = scheduler;
  }

  /** Number on this host. */
  public int id() {
    return id;
  }

  /** For people. */
  public String name() {
    return gpu.description().name();
  }

  /** What guests see. */
  public Luid luid() {
    return luid;
  }

  /** Instance of the vGPU channel. */
  public Guid instanceId() {
    return instanceId;
  }

  public Gpu gpu() {
    return gpu;
  }

  public AdapterMemory memory() {
    return memory;
  }

  public AdapterScheduler scheduler() {
    return scheduler;
  }

  /** Stops the scheduler and then the engines. What partitions still have on it ends with an error. */
  @Override
  public void close() {
    scheduler.close();
    gpu.close();
  }

  @Override
  public String toString() {
    return "adapter=" + id + ", luid=" + luid;
  }
}
