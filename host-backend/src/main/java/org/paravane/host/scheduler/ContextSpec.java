package org.paravane.host.scheduler;

import org.paravane.host.memory.GpuAddressSpace;

/**
 * What a context is made of.
 *
 * @param name who it is for, shown in fault reasons: {@code page fault: context=<name>, …}
 * @param node ordinal of the engine node that runs its packets
 * @param addressSpace translates the GPU addresses in its packets
 * @param priority kept for policies that look at it; higher is more urgent, 0 is normal
 * @param usage whose engine time it uses
 * @param listener told when the context is lost
 */
public record ContextSpec(String name, int node, GpuAddressSpace addressSpace, int priority, EngineUsage usage,
    ContextListener listener) {

  /** A context whose engine time is charged to nobody else. */
  public ContextSpec(String name, int node, GpuAddressSpace addressSpace, int priority, ContextListener listener) {
    this(name, node, addressSpace, priority, new EngineUsage(Math.max(node, 0) + 1, null), listener);
  }
}
