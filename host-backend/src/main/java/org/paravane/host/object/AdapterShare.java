package org.paravane.host.object;

import java.util.concurrent.atomic.AtomicInteger;
import org.paravane.abi.Luid;
import org.paravane.host.memory.MemoryFigures;
import org.paravane.host.memory.PartitionMemory;
import org.paravane.host.memory.SegmentGroup;
import org.paravane.host.scheduler.EngineUsage;

/**
 * What a partition has of one adapter: its memory budget there. Goes off the adapter's books when the partition let it go and
 * the memory of its last process there was given back, which engines decide.
 */
public final class AdapterShare {
  private final HostAdapter adapter;
  private final Luid vgpuLuid;
  private final PartitionMemory memory;
  private final EngineUsage usage;
  private final AtomicInteger users = new AtomicInteger(1);
  private boolean over;

  AdapterShare(HostAdapter adapter, Luid vgpuLuid, PartitionMemory memory) {
    this.adapter = adapter;
    this.vgpuLuid = vgpuLuid;
    this.memory = memory;
    this.usage = new EngineUsage(adapter.gpu().nodes().size(), null);
    adapter.retain();
  }

  /** Whose share this is. */
  public HostAdapter adapter() {
    return adapter;
  }

  /** What the partition calls the adapter in its commands; differs from partition to partition. */
  public Luid vgpuLuid() {
    return vgpuLuid;
  }

  /** What the partition has in use there. */
  public MemoryFigures figures(SegmentGroup group) {
    return memory.figures(group);
  }

  /** What all processes of the partition have used of the engines. */
  public EngineUsage usage() {
    return usage;
  }

  /** Whether the partition may not use the adapter any more. For the connection's thread. */
  public boolean isOver() {
    return over;
  }

  /** The partition lets go of the adapter. */
  void end() {
    over = true;
    release();
  }

  PartitionMemory memory() {
    return memory;
  }

  void retain() {
    users.incrementAndGet();
  }

  void release() {
    if (users.decrementAndGet() == 0) {
      memory.close();
      adapter.release();
    }
  }
}
