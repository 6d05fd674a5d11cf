package org.paravane.host.vsp;

import org.paravane.abi.Guid;

/** What channels of this protocol are offered as. Source: dxg-vmbus-protocol.md section 2.1. */
public final class DxgInterfaces {
  /** Channel of one virtual GPU; the instance id begins with the adapter's LUID. */
  public static final Guid VGPU = Guid.parse("6e382d18-3336-4f4b-acc4-2b7703d4df4a");

  /** The global channel, one per guest. */
  public static final Guid GLOBAL = Guid.parse("dde9cbc0-5060-4436-9448-ea1254a5d177");

  private DxgInterfaces() {
  }
}
