package org.paravane.host.object;

import java.time.Duration;
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
  private final Object usersChanged = new Object();
  private int users;
  private volatile boolean removed;

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

  /** Whether it is about to go: partitions do not join any more. */
  public boolean isRemoved() {
    return removed;
  }

  /** Says that it is about to go. */
  public void markRemoved() {
    removed = true;
  }

  void retain() {
    synchronized (usersChanged) {
      users++;
    }
  }

  void release() {
    synchronized (usersChanged) {
      users--;
      usersChanged.notifyAll();
    }
  }

  /** Waits until no partition has anything here any more; false if that takes too long. */
  public boolean awaitUnused(Duration atMost) throws InterruptedException {
    long deadline = System.nanoTime() + atMost.toNanos();
    synchronized (usersChanged) {
      while (users > 0) {
        long millis = (deadline - System.nanoTime()) / 1_000_000;
        if (millis <= 0) {
          return false;
        }
        usersChanged.wait(millis);
      }
      return true;
    }
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
