package org.paravane.host.engine;

import org.paravane.host.memory.GpuAddressSpace;

/**
 * One engine of an adapter: takes command buffers from several queues and runs one at a time, in the order of arrival. The
 * scheduler calls it from one thread only and never waits in it.
 */
public interface EngineNode {
  /** Index in {@link Gpu#nodes}. */
  int ordinal();

  /** What it is for. */
  NodeKind kind();

  /** For people, e.g. {@code compute0}. */
  String name();

  /** How many packets, of all queues together, it wants to have at a time: enough to keep it busy, few enough to stay fair. */
  int depth();

  /**
   * Opens a queue. Packets of one queue run in order; packets of different queues are independent.
   *
   * @param name who this is for, shown in fault reasons, e.g. {@code 3/process 7/context 0x40000080}
   * @param addressSpace translates every GPU address in the queue's packets
   */
  EngineQueue openQueue(String name, GpuAddressSpace addressSpace);

  /**
   * The last resort against a packet that does not end: whatever runs on this node is abandoned and ends as
   * {@link Outcome.Lost}; packets that had not begun end as {@link Outcome.Preempted} at their beginning. All of this is
   * reported before long, through the completions. The node works again afterwards.
   */
  void reset(String reason);
}
