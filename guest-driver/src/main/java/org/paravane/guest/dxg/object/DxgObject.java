package org.paravane.guest.dxg.object;

import org.paravane.abi.Handle;

/**
 * What a handle of the host names in a dxg process. The kind decides which ioctls take it. Identity matters: an object that
 * got the number of one destroyed before is another object.
 */
public abstract sealed class DxgObject permits DxgDevice, DxgContext, DxgHwQueue, DxgPagingQueue, DxgAllocation,
    DxgResource, DxgSyncObject, QueueFence {
  private final Handle handle;

  DxgObject(Handle handle) {
    this.handle = handle;
  }

  /** The host's handle. */
  public final Handle handle() {
    return handle;
  }

  /** The device that it belongs to; a device belongs to itself. */
  public abstract DxgDevice device();

  @Override
  public String toString() {
    return getClass().getSimpleName() + " " + handle;
  }
}
