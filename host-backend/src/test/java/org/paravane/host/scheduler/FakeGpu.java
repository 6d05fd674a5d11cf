package org.paravane.host.scheduler;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.paravane.abi.accel.DeviceInfo;
import org.paravane.host.ArenaStore;
import org.paravane.host.engine.Completion;
import org.paravane.host.engine.EngineNode;
import org.paravane.host.engine.EnginePacket;
import org.paravane.host.engine.EngineQueue;
import org.paravane.host.engine.Gpu;
import org.paravane.host.engine.GpuClock;
import org.paravane.host.engine.GpuDescription;
import org.paravane.host.engine.KernelCatalog;
import org.paravane.host.engine.ManualClock;
import org.paravane.host.engine.NodeKind;
import org.paravane.host.engine.Outcome;
import org.paravane.host.memory.GpuAddressSpace;
import org.paravane.host.memory.PageStore;

/** An engine that does nothing by itself: it writes down what it is asked, and a test says how packets end. */
final class FakeGpu implements Gpu {
  final ManualClock clock;
  final List<String> asked = new ArrayList<>();
  final Map<String, FakeQueue> queues = new LinkedHashMap<>();
  final List<DeviceLostListener> lostListeners = new ArrayList<>();
  private final List<EngineNode> nodes = new ArrayList<>();
  private final ArenaStore local = new ArenaStore(4096);

  FakeGpu(ManualClock clock, int nodeCount, int depth) {
    this.clock = clock;
    for (int i = 0; i < nodeCount; i++) {
      nodes.add(new FakeNode(i, depth));
    }
  }

  /** What was asked since the last call. */
  List<String> asked() {
    List<String> result = List.copyOf(asked);
    asked.clear();
    return result;
  }

  void end(String queue, long sequence, Outcome outcome) {
    Completion completion = Optional.ofNullable(queues.get(queue)).orElseThrow().inFlight.remove(sequence);
    Optional.ofNullable(completion).orElseThrow().ended(sequence, outcome);
  }

  /** Ends a packet well, having taken so long. */
  void done(String queue, long sequence, long nanos) {
    end(queue, sequence, new Outcome.Done(clock.nanos() - nanos, clock.nanos()));
  }

  @Override
  public DeviceInfo deviceInfo() {
    return DeviceInfo.request();
  }

  @Override
  public GpuDescription description() {
    return new GpuDescription("fake", 1, 2, 0, 0, 4096, 0x10000, 1L << 40, 1_000_000_000, Set.of());
  }

  @Override
  public List<EngineNode> nodes() {
    return nodes;
  }

  @Override
  public PageStore localMemory() {
    return local;
  }

  @Override
  public KernelCatalog kernels() {
    return List::of;
  }

  @Override
  public GpuClock clock() {
    return clock;
  }

  @Override
  public void onDeviceLost(DeviceLostListener listener) {
    lostListeners.add(listener);
  }

  @Override
  public void close() {
    // nothing to release
  }

  private final class FakeNode implements EngineNode {
    private final int ordinal;
    private final int depth;

    FakeNode(int ordinal, int depth) {
      this.ordinal = ordinal;
      this.depth = depth;
    }

    @Override
    public int ordinal() {
      return ordinal;
    }

    @Override
    public NodeKind kind() {
      return NodeKind.COMPUTE;
    }

    @Override
    public String name() {
      return "node" + ordinal;
    }

    @Override
    public int depth() {
      return depth;
    }

    @Override
    public EngineQueue openQueue(String name, GpuAddressSpace addressSpace) {
      FakeQueue queue = new FakeQueue(name);
      queues.put(name, queue);
      asked.add("open " + name);
      return queue;
    }

    @Override
    public void reset(String reason) {
      asked.add("reset " + name());
    }
  }

  final class FakeQueue implements EngineQueue {
    final Map<Long, Completion> inFlight = new LinkedHashMap<>();
    Optional<Duration> processorTime = Optional.empty();
    private final String name;

    FakeQueue(String name) {
      this.name = name;
    }

    @Override
    public void submit(EnginePacket packet, Completion completion) {
      inFlight.put(packet.sequence(), completion);
      asked.add("submit " + name + "#" + packet.sequence() + " 0x" + Long.toHexString(packet.address()) + "+"
          + packet.lengthBytes() + (packet.resumeOffset() == 0 ? "" : " from " + packet.resumeOffset()));
    }

    @Override
    public Optional<Duration> processorTime() {
      return processorTime;
    }

    @Override
    public void cancel(String reason) {
      asked.add("cancel " + name);
    }

    @Override
    public void preempt() {
      asked.add("preempt " + name);
    }

    @Override
    public void close() {
      asked.add("close " + name);
    }
  }
}
