package org.paravane.host.scheduler;

/** Told once if a context is lost, before any fence of it completes. On the scheduler's thread: must be short and not block. */
@FunctionalInterface
public interface ContextListener {
  /** Nothing submitted to this context will run any more. */
  void contextLost(SchedulerContext context, ContextFault fault);
}
