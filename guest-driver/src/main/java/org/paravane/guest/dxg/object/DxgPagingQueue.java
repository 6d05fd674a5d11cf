package org.paravane.guest.dxg.object;

import org.paravane.abi.Handle;

/** A paging queue: maps, makes resident and evicts in order. */
public final class DxgPagingQueue extends DxgObject {
  private final DxgDevice device;
  private final QueueFence fence;

  public DxgPagingQueue(Handle handle, DxgDevice device, QueueFence fence) {
    super(handle);
    this.device = device;
    this.fence = fence;
  }

  @Override
  public DxgDevice device() {
    return device;
  }

  /** Counts the queue's finished operations. */
  public QueueFence fence() {
    return fence;
  }
}
