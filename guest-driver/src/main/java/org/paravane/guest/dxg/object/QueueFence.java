package org.paravane.guest.dxg.object;

import org.paravane.abi.Handle;

/** The fence of a paging or hardware queue: can be waited for, but neither destroyed nor shared; it goes with its queue. */
public final class QueueFence extends DxgObject {
  private final DxgDevice device;
  private final long pageOffset;

  /** A fence whose value is the first word of a page of the aperture. */
  public QueueFence(Handle handle, DxgDevice device, long pageOffset) {
    super(handle);
    this.device = device;
    this.pageOffset = pageOffset;
  }

  /** Where its page is in the aperture. */
  public long pageOffset() {
    return pageOffset;
  }

  @Override
  public DxgDevice device() {
    return device;
  }
}
