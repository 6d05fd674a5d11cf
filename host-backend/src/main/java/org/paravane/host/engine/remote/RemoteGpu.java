package org.paravane.host.engine.remote;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.Result;
import org.paravane.abi.accel.DeviceInfo;
import org.paravane.host.engine.EngineNode;
import org.paravane.host.engine.EngineProcess;
import org.paravane.host.engine.Gpu;
import org.paravane.host.engine.GpuCapability;
import org.paravane.host.engine.GpuClock;
import org.paravane.host.engine.GpuDescription;
import org.paravane.host.engine.KernelCatalog;
import org.paravane.host.engine.NodeKind;
import org.paravane.host.engine.worker.DeviceFacts;
import org.paravane.host.engine.worker.SandboxReport;
import org.paravane.host.memory.GpuAddressSpace;
import org.paravane.host.memory.PageStore;

/** An adapter whose command buffers run in workers. */
public final class RemoteGpu implements Gpu {
  private static final int PCI_VENDOR = 0x1414;
  private static final int PCI_DEVICE = 0x008e;
  private static final long LOWEST_ADDRESS = 1L << 16;
  private static final long ADDRESS_LIMIT = 1L << 47;
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private final DeviceFacts facts;
  private final GpuDescription description;
  private final KernelCatalog kernels;
  private final NominalStore local;
  private final WorkerSource workers;
  private final WorkerSession.Directory sessions;
  private final ProgramBuilds builds;
  private final List<EngineNode> nodes = new ArrayList<>();
  private final Map<GpuAddressSpace, RemoteProcess> processes = new ConcurrentHashMap<>();
  private final AtomicLong copiedBytes = new AtomicLong();
  private final Isolation isolation;
  private final @Nullable SandboxReport sandbox;

  /**
   * An adapter.
   *
   * @param facts what its device is
   * @param workers make its workers; closed with it
   */
  public RemoteGpu(RemoteGpuOptions options, DeviceFacts facts, KernelCatalog kernels, WorkerSource workers) {
    this.facts = facts;
    this.kernels = kernels;
    this.workers = workers;
    this.isolation = options.isolation();
    this.sandbox = options.sandbox();
    this.local = new NominalStore(options.localBytes());
    this.sessions = new WorkerSession.Directory(options.isolation(), workers);
    this.builds = new ProgramBuilds(facts.identity(), new FreshBuilder(workers, ProgramBuilds.LIMIT),
        new ImageCache(RemoteGpuOptions.CACHE_MEMORY_BYTES, options.programCache(), RemoteGpuOptions.CACHE_DISK_BYTES));
    this.description = new GpuDescription(facts.info().name().text(), PCI_VENDOR, PCI_DEVICE, 0, 0,
        options.localBytes(), LOWEST_ADDRESS, ADDRESS_LIMIT, NANOS_PER_SECOND, capabilities(facts.info()));
    for (int i = 0; i < options.computeNodes() + options.copyNodes(); i++) {
      boolean compute = i < options.computeNodes();
      nodes.add(new RemoteNode(this, i, compute ? NodeKind.COMPUTE : NodeKind.COPY,
          compute ? "compute" + i : "copy" + (i - options.computeNodes())));
    }
  }

  private static Set<GpuCapability> capabilities(DeviceInfo info) {
    return info.sharedMemory()
        ? Set.of(GpuCapability.SHARED_HOST_MEMORY, GpuCapability.PACKET_PREEMPTION, GpuCapability.CODE_OBJECTS)
        : Set.of(GpuCapability.PACKET_PREEMPTION, GpuCapability.CODE_OBJECTS);
  }

  @Override
  public GpuDescription description() {
    return description;
  }

  @Override
  public DeviceInfo deviceInfo() {
    return facts.info();
  }

  @Override
  public List<EngineNode> nodes() {
    return List.copyOf(nodes);
  }

  @Override
  public PageStore localMemory() {
    return local;
  }

  @Override
  public Result<EngineProcess> openProcess(String partition, GpuAddressSpace space) {
    return RemoteProcess.open(this, partition, space).map(process -> {
      processes.put(space, process);
      return process;
    });
  }

  @Override
  public KernelCatalog kernels() {
    return kernels;
  }

  @Override
  public GpuClock clock() {
    return System::nanoTime;
  }

  @Override
  public void onDeviceLost(DeviceLostListener listener) {
    // a worker that is lost is replaced; the adapter itself does not go away
  }

  /** What its workers are and did; from any thread. */
  public RemoteFigures figures() {
    return new RemoteFigures(isolation, sessions.size(), processes.size(), builds.built(), builds.fromCache(),
        copiedBytes.get());
  }

  /** How its workers are restricted; empty where they are threads of the host. */
  public Optional<SandboxReport> sandbox() {
    return Optional.ofNullable(sandbox);
  }

  /** What its device is. */
  public DeviceFacts facts() {
    return facts;
  }

  RemoteProcess process(GpuAddressSpace space) {
    RemoteProcess process = processes.get(space);
    if (process == null) {
      throw new IllegalStateException("no such process on this adapter: space=" + space.name());
    }
    return process;
  }

  WorkerSession.Directory sessions() {
    return sessions;
  }

  ProgramBuilds builds() {
    return builds;
  }

  void countCopied(long bytes) {
    copiedBytes.addAndGet(bytes);
  }

  void closed(RemoteProcess process) {
    processes.remove(process.space());
  }

  @Override
  public void close() {
    sessions.close();
    builds.close();
    workers.close();
  }
}
