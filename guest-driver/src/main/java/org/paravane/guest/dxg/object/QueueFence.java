package org.paravane.guest.dxg.object;

import org.paravane.abi.Handle;

/** The fence of a paging or hardware queue: can be waited for, but neither destroyed nor shared; it goes with its queue. */
public final class QueueFence extends DxgObject {
  private final DxgDevice device;

  public QueueFence(Handle handle, DxgDevice device) {
    super(handle);
    this.device = device;
  }

  @Override
  public DxgDevice device() {
    return device;
  }
}
