package org.paravane.host.object;

import org.paravane.abi.Handle;
import org.paravane.host.scheduler.WorkQueue;

/** A hardware queue of a context, with the fence that shows its progress. */
public final class HostQueue implements HostObject {
  private final Handle handle;
  private final HostContext context;
  private final WorkQueue queue;
  private final HostSync progress;

  HostQueue(Handle handle, HostContext context, WorkQueue queue, HostSync progress) {
    this.handle = handle;
    this.context = context;
    this.queue = queue;
    this.progress = progress;
    context.owner().retain();
  }

  @Override
  public Handle handle() {
    return handle;
  }

  @Override
  public ObjectKind kind() {
    return ObjectKind.HW_QUEUE;
  }

  @Override
  public ProcessAdapter owner() {
    return context.owner();
  }

  public HostContext context() {
    return context;
  }

  /** What the scheduler knows it as. */
  public WorkQueue queue() {
    return queue;
  }

  /** The fence that each of its commands sets. */
  public HostSync progress() {
    return progress;
  }

  void end() {
    queue.close(owner()::release);
    progress.end();
  }

  @Override
  public String toString() {
    return "hw queue=" + handle;
  }
}
