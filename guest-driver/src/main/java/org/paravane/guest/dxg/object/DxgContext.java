package org.paravane.guest.dxg.object;

import org.paravane.abi.Handle;

/** A GPU context: work of one context runs in order. */
public final class DxgContext extends DxgObject {
  private final DxgDevice device;

  public DxgContext(Handle handle, DxgDevice device) {
    super(handle);
    this.device = device;
  }

  @Override
  public DxgDevice device() {
    return device;
  }
}
