package org.paravane.guest.dxg.object;

import org.paravane.abi.Handle;

/** Allocations that belong together and are destroyed together. */
public final class DxgResource extends DxgObject {
  private final DxgDevice device;
  private final boolean shared;

  public DxgResource(Handle handle, DxgDevice device, boolean shared) {
    super(handle);
    this.device = device;
    this.shared = shared;
  }

  @Override
  public DxgDevice device() {
    return device;
  }

  /** Whether other processes may open it; its allocations are then only destroyed as a whole. */
  public boolean shared() {
    return shared;
  }
}
