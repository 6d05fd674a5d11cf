package org.paravane.host.object;

import org.paravane.abi.Handle;
import org.paravane.abi.Result;
import org.paravane.host.scheduler.Accepted;

/**
 * A paging queue. Its operations are done by the time they are answered, so its fence always has, or is about to have, the
 * value that the last answer named.
 */
public final class PagingQueue implements HostObject {
  private final Handle handle;
  private final HostDevice device;
  private final HostSync fence;
  private long completed;

  PagingQueue(Handle handle, HostDevice device, HostSync fence) {
    this.handle = handle;
    this.device = device;
    this.fence = fence;
  }

  @Override
  public Handle handle() {
    return handle;
  }

  @Override
  public ObjectKind kind() {
    return ObjectKind.PAGING_QUEUE;
  }

  @Override
  public ProcessAdapter owner() {
    return device.owner();
  }

  public HostDevice device() {
    return device;
  }

  /** The fence that shows how far it is. */
  public HostSync fence() {
    return fence;
  }

  /**
   * One more operation is done.
   *
   * @return the fence value that says so. If the scheduler is too busy to raise the fence, the last one: it says the same
   */
  public long operationDone() {
    if (owner().scheduler().signal(fence.object(), completed + 1) instanceof Result.Ok<Accepted>) {
      completed++;
    }
    return completed;
  }

  void end() {
    fence.end();
  }

  @Override
  public String toString() {
    return "paging queue=" + handle;
  }
}
