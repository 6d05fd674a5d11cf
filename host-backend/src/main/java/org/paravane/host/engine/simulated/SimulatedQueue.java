package org.paravane.host.engine.simulated;

import org.jspecify.annotations.Nullable;
import org.paravane.host.engine.Completion;
import org.paravane.host.engine.EnginePacket;
import org.paravane.host.engine.EngineQueue;
import org.paravane.host.engine.packet.StopSignal;
import org.paravane.host.memory.GpuAddressSpace;
import org.paravane.host.memory.MemoryAccess;

/** A queue of a simulated engine node. */
final class SimulatedQueue implements EngineQueue, StopSignal {
  private final SimulatedNode node;
  private final String name;
  private final MemoryAccess memory;
  private volatile @Nullable String cancelReason;
  private volatile boolean preemptRequested;
  private long expectedSequence; // the node's thread
  private boolean dead; // the node's thread: something ended badly

  SimulatedQueue(SimulatedNode node, String name, GpuAddressSpace addressSpace) {
    this.node = node;
    this.name = name;
    this.memory = addressSpace.newAccess();
  }

  @Override
  public void submit(EnginePacket packet, Completion completion) {
    node.submit(this, packet, completion);
  }

  @Override
  public void cancel(String reason) {
    cancelReason = reason;
    node.revoke(this, reason);
  }

  @Override
  public void preempt() {
    preemptRequested = true;
    node.wake();
  }

  @Override
  public void close() {
    cancelReason = "queue closed";
  }

  SimulatedNode node() {
    return node;
  }

  String name() {
    return name;
  }

  MemoryAccess memory() {
    return memory;
  }

  @Nullable
  String cancelReason() {
    return cancelReason;
  }

  /** Kernels look here every few thousand elements. */
  @Override
  public boolean isSet() {
    return cancelReason != null || node.isInterrupted();
  }

  boolean takePreemptRequest() {
    boolean requested = preemptRequested;
    if (requested) {
      preemptRequested = false;
    }
    return requested;
  }

  /** Whether this packet may run now, or one before it is missing. */
  boolean isDue(long sequence) {
    return !dead && sequence == expectedSequence;
  }

  void done() {
    expectedSequence++;
  }

  void endedBadly() {
    dead = true;
  }
}
