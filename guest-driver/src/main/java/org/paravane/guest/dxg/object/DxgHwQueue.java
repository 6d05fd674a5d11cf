package org.paravane.guest.dxg.object;

import org.paravane.abi.Handle;

/** A hardware queue of a context. */
public final class DxgHwQueue extends DxgObject {
  private final DxgContext context;
  private final QueueFence progressFence;

  public DxgHwQueue(Handle handle, DxgContext context, QueueFence progressFence) {
    super(handle);
    this.context = context;
    this.progressFence = progressFence;
  }

  @Override
  public DxgDevice device() {
    return context.device();
  }

  public DxgContext context() {
    return context;
  }

  /** Counts the queue's finished submissions. */
  public QueueFence progressFence() {
    return progressFence;
  }
}
