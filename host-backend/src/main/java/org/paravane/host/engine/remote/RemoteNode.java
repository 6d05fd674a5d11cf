package org.paravane.host.engine.remote;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.paravane.host.engine.EngineNode;
import org.paravane.host.engine.EngineQueue;
import org.paravane.host.engine.NodeKind;
import org.paravane.host.memory.GpuAddressSpace;

/** An engine node whose work is done by workers: hands command buffers to the worker of whose they are. */
final class RemoteNode implements EngineNode {
  /** Command buffers of one context that is alone: enough that no worker runs dry between two messages. */
  private static final int DEPTH = 64;

  private final RemoteGpu gpu;
  private final int ordinal;
  private final NodeKind kind;
  private final String name;
  private final Set<RemoteQueue> queues = new LinkedHashSet<>(); // the scheduler's thread, and whoever closes the adapter

  RemoteNode(RemoteGpu gpu, int ordinal, NodeKind kind, String name) {
    this.gpu = gpu;
    this.ordinal = ordinal;
    this.kind = kind;
    this.name = name;
  }

  @Override
  public int ordinal() {
    return ordinal;
  }

  @Override
  public NodeKind kind() {
    return kind;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int depth() {
    return DEPTH;
  }

  @Override
  public EngineQueue openQueue(String queueName, GpuAddressSpace addressSpace) {
    RemoteQueue queue = gpu.process(addressSpace).openQueue(this, queueName, DEPTH);
    synchronized (queues) {
      queues.add(queue);
    }
    return queue;
  }

  void closed(RemoteQueue queue) {
    synchronized (queues) {
      queues.remove(queue);
    }
  }

  /** Workers that do not give back what was cancelled are ended; if nothing was cancelled, those that have work here. */
  @Override
  public void reset(String reason) {
    List<RemoteQueue> busy;
    synchronized (queues) {
      busy = queues.stream().filter(RemoteQueue::isBusy).toList();
    }
    List<RemoteQueue> guilty = busy.stream().filter(RemoteQueue::isCancelled).toList();
    (guilty.isEmpty() ? busy : guilty).forEach(queue -> queue.process().kill("node reset: " + reason));
  }
}
