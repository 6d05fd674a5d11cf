package org.paravane.host.scheduler;

import org.jspecify.annotations.Nullable;

/**
 * Which context is next on one engine node. One instance per node, used by the scheduler's thread only. A context is handed
 * in when it has a packet to run, and handed out for one packet; it is handed in again if it has more.
 */
public interface SchedulingPolicy {
  /** A context that is not in the policy has something to run. */
  void ready(SchedulerContext context);

  /** Takes out the context whose packet comes next; null if there is none. */
  @Nullable
  SchedulerContext next();

  /** A context that may be in the policy is gone. */
  void remove(SchedulerContext context);

  /** A packet of this context kept the engine for so long. */
  void ran(SchedulerContext context, long nanos);
}
