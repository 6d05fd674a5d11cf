package org.paravane.host.engine.simulated;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.accel.DeviceInfo;
import org.paravane.host.engine.EngineNode;
import org.paravane.host.engine.Gpu;
import org.paravane.host.engine.GpuCapability;
import org.paravane.host.engine.GpuClock;
import org.paravane.host.engine.GpuDescription;
import org.paravane.host.engine.KernelCatalog;
import org.paravane.host.engine.NodeKind;
import org.paravane.host.engine.SensorReadings;
import org.paravane.host.engine.SteppedEngine;
import org.paravane.host.memory.MemfdStore;
import org.paravane.host.memory.PageStore;
import org.paravane.linux.LinuxException;

/**
 * A GPU in Java. With real time each engine node has a platform thread; with virtual time there is none, and everything
 * happens inside {@link #advance}.
 */
public final class SimulatedGpu implements Gpu, SteppedEngine {
  private static final int PCI_VENDOR = 0x1414;
  private static final int PCI_DEVICE = 0x008e;
  private static final long LOWEST_ADDRESS = 1L << 16;
  private static final long ADDRESS_LIMIT = 1L << 47;
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private final SimulatedGpuOptions options;
  private final GpuDescription description;
  private final GpuClock clock;
  private final MemfdStore localMemory;
  private final BuiltInKernels kernels = new BuiltInKernels();
  private final FaultInjection faults = new FaultInjection();
  private final List<SimulatedNode> nodes = new ArrayList<>();
  private final SensorModel sensors;
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicReference<@Nullable String> lostReason = new AtomicReference<>();
  private final List<DeviceLostListener> lostListeners = new CopyOnWriteArrayList<>();

  private SimulatedGpu(SimulatedGpuOptions options, MemfdStore localMemory) {
    this.options = options;
    this.localMemory = localMemory;
    this.clock = options.virtualTime() == null ? System::nanoTime : options.virtualTime();
    this.description = new GpuDescription(options.name(), PCI_VENDOR, PCI_DEVICE, 0, 0, options.localBytes(),
        LOWEST_ADDRESS, ADDRESS_LIMIT, NANOS_PER_SECOND, capabilities(options));
    for (int i = 0; i < options.computeNodes() + options.copyNodes(); i++) {
      boolean compute = i < options.computeNodes();
      NodeKind kind = compute ? NodeKind.COMPUTE : NodeKind.COPY;
      PacketExecutor executor = new PacketExecutor(kind, kernels, options.timing(), clock);
      nodes.add(new SimulatedNode(this, i, kind, compute ? "compute" + i : "copy" + (i - options.computeNodes()),
          new CommandRun(executor, clock, faults)));
    }
    this.sensors = new SensorModel(nodes.size(), clock.nanos());
  }

  /** Makes a GPU and starts its nodes; fails only if there is no memory file to be had for its local segment. */
  public static SimulatedGpu create(SimulatedGpuOptions options) throws LinuxException {
    SimulatedGpu gpu = new SimulatedGpu(options, MemfdStore.create("paravane local segment", options.localBytes()));
    if (options.virtualTime() == null) {
      for (SimulatedNode node : gpu.nodes) {
        gpu.threads
            .add(Thread.ofPlatform().daemon().name(options.name() + " " + node.name()).start(node::runUntilClosed));
      }
    }
    return gpu;
  }

  @Override
  public GpuDescription description() {
    return description;
  }

  @Override
  public DeviceInfo deviceInfo() {
    return SimulatedDevice.info(options);
  }

  @Override
  public List<EngineNode> nodes() {
    return List.copyOf(nodes);
  }

  @Override
  public PageStore localMemory() {
    return localMemory;
  }

  @Override
  public KernelCatalog kernels() {
    return kernels;
  }

  @Override
  public SensorReadings sensors() {
    long now = clock.nanos();
    return sensors.read(now, nodes.stream().mapToLong(node -> node.busyNanos(now)).sum());
  }

  @Override
  public GpuClock clock() {
    return clock;
  }

  /** What can be made to go wrong here. */
  public FaultInjection faults() {
    return faults;
  }

  @Override
  public void onDeviceLost(DeviceLostListener listener) {
    lostListeners.add(listener);
    String reason = lostReason.get();
    if (reason != null) {
      listener.deviceLost(reason);
    }
  }

  /** Makes the adapter disappear. */
  public void lose(String reason) {
    if (lostReason.compareAndSet(null, reason)) {
      lostListeners.forEach(listener -> listener.deviceLost(reason));
      nodes.forEach(SimulatedNode::wake);
    }
  }

  /** Only with virtual time. */
  @Override
  public long advance(long nowNanos) {
    if (options.virtualTime() == null) {
      throw new IllegalStateException("this gpu has threads");
    }
    long next = NEVER;
    for (SimulatedNode node : nodes) {
      next = Math.min(next, node.advance());
    }
    return next;
  }

  @Override
  public void close() {
    nodes.forEach(SimulatedNode::close);
    if (options.virtualTime() != null) {
      nodes.forEach(SimulatedNode::advance);
    }
    boolean interrupted = false;
    for (Thread thread : threads) {
      while (thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    localMemory.close();
  }

  @Nullable
  String lostReason() {
    return lostReason.get();
  }

  private static Set<GpuCapability> capabilities(SimulatedGpuOptions options) {
    Set<GpuCapability> found = EnumSet.of(GpuCapability.SHARED_HOST_MEMORY, GpuCapability.PACKET_PREEMPTION);
    if (options.virtualTime() != null) {
      found.add(GpuCapability.VIRTUAL_TIME);
    }
    return found;
  }
}
