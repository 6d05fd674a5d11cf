package org.paravane.host.object;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.host.engine.EngineProcess;
import org.paravane.host.engine.Gpu;
import org.paravane.host.memory.Allocation;
import org.paravane.host.memory.ApertureAllocator;
import org.paravane.host.memory.GpuAddressSpace;
import org.paravane.host.memory.ProcessMemory;
import org.paravane.host.scheduler.AdapterScheduler;
import org.paravane.host.scheduler.EngineUsage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A process on an adapter that it uses: GPU addresses, memory, aperture. Outlives its process for as long as the scheduler or
 * an engine may touch something of it; then its memory is given back and the aperture's mapping let go.
 */
public final class ProcessAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(ProcessAdapter.class);

  private final HostProcess process;
  private final AdapterShare share;
  private final EngineProcess engine;
  private final ProcessMemory memory;
  private final EngineUsage usage;
  private final AtomicInteger users = new AtomicInteger(1);
  private volatile @Nullable RegionPages aperture;

  private ProcessAdapter(HostProcess process, AdapterShare share, GpuAddressSpace addresses, EngineProcess engine) {
    this.process = process;
    this.share = share;
    this.engine = engine;
    this.memory = share.memory().openProcess(process.name(), addresses, engine.localMemory());
    this.usage = new EngineUsage(share.adapter().gpu().nodes().size(), share.usage());
    share.retain();
  }

  /** Brings a process to an adapter; fails if the engine has no room for it. */
  static Result<ProcessAdapter> join(HostProcess process, AdapterShare share) {
    Gpu gpu = share.adapter().gpu();
    GpuAddressSpace addresses = new GpuAddressSpace(process.name(), gpu.description().lowestAddress(),
        gpu.description().addressLimit(), process.partition().policy().gpuMappings());
    return gpu.openProcess(process.partition().name(), addresses)
        .map(engine -> new ProcessAdapter(process, share, addresses, engine));
  }

  public HostProcess process() {
    return process;
  }

  public HostAdapter adapter() {
    return share.adapter();
  }

  public AdapterScheduler scheduler() {
    return share.adapter().scheduler();
  }

  public ProcessMemory memory() {
    return memory;
  }

  /** What its contexts have used of the engines. */
  public EngineUsage usage() {
    return usage;
  }

  public GpuAddressSpace addresses() {
    return memory.addressSpace();
  }

  /** Hands the aperture over, given out by {@code allocator}; this releases the pages in the end. */
  Result<ApertureAllocator> attach(RegionPages pages, ApertureAllocator allocator) {
    Result<ApertureAllocator> attached = memory.attachAperture(allocator);
    if (attached instanceof Result.Ok<ApertureAllocator>) {
      aperture = pages;
    } else {
      pages.release();
    }
    return attached;
  }

  /** Guest physical address of a CPU-visible allocation; EOPNOTSUPP for another. */
  Result<Long> gpaOf(Allocation allocation) {
    RegionPages pages = aperture;
    return pages == null || !allocation.cpuVisible()
        ? Result.failed(Errno.EOPNOTSUPP, "not visible to the cpu: " + allocation)
        : Result.ok(pages.gpaBase() + allocation.apertureOffset());
  }

  /** Something of this process will be touched until {@link #release}. */
  void retain() {
    users.incrementAndGet();
  }

  /** The other half of {@link #retain}; from any thread. */
  void release() {
    if (users.decrementAndGet() == 0) {
      memory.close(this::closed);
    }
  }

  private void closed() {
    engine.close();
    RegionPages pages = aperture;
    if (pages != null) {
      pages.release();
    }
    share.release();
    LOG.debug("process off the adapter: process={}, {}", process.name(), share.adapter());
  }
}
