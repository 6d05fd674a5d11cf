package org.paravane.abi.wire;

import org.paravane.abi.Bits;
import org.paravane.abi.CStruct;
import org.paravane.abi.DxgLimits;

/**
 * User data with which the guest opens a vGPU channel, 8 bytes; it answers {@link VgpuOfferData}.
 *
 * @param extensions the guest understands {@link CommandFailure}
 */
@CStruct(name = "paravane_vgpu_open_data", size = 8)
public record VgpuOpenData(
    int protocolVersion,
    @Bits(1) boolean wsl2,
    @Bits(30) int reservedCapabilities,
    @Bits(1) boolean extensions) {
  /** What a guest of ours answers. */
  public static VgpuOpenData current() {
    return new VgpuOpenData(DxgLimits.INTERFACE_VERSION, false, 0, true);
  }
}
