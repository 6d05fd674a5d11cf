package org.paravane.host.scheduler;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** Contexts take turns, one packet each, whatever a packet costs. */
public final class RoundRobinPolicy implements SchedulingPolicy {
  private final ArrayDeque<SchedulerContext> line = new ArrayDeque<>();

  @Override
  public void ready(SchedulerContext context) {
    line.addLast(context);
  }

  @Override
  public @Nullable SchedulerContext next() {
    return line.pollFirst();
  }

  @Override
  public void remove(SchedulerContext context) {
    line.remove(context);
  }

  @Override
  public void ran(SchedulerContext context, long nanos) {
    // turns are counted, not time
  }
}
