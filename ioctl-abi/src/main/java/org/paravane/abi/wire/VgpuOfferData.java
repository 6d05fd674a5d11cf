package org.paravane.abi.wire;

import org.paravane.abi.Bits;
import org.paravane.abi.Bytes;
import org.paravane.abi.CStruct;
import org.paravane.abi.DxgLimits;
import org.paravane.abi.Length;
import org.paravane.abi.Luid;

/**
 * User data of a vGPU channel offer, 120 bytes: what the config space of the PCI function carries in the original protocol.
 * Source: dxg-vmbus-protocol.md section 3.
 *
 * @param mapGuestMemory the host can map guest pages, so page frame numbers may be sent
 * @param extensions the host answers failures with {@link CommandFailure} and knows the messages of our own range
 */
@CStruct(name = "paravane_vgpu_offer_data", size = 120)
public record VgpuOfferData(
    int protocolVersion,
    @Bits(1) boolean mapGuestMemory,
    @Bits(30) int reservedCapabilities,
    @Bits(1) boolean extensions,
    Luid hostVgpuLuid,
    int pciVendor,
    int pciDevice,
    @Length(96) Bytes reserved) {
  /** PCI vendor of the original. */
  public static final int VENDOR = 0x1414;
  /** PCI device of a virtual render adapter. */
  public static final int DEVICE_RENDER = 0x008e;
  /** PCI device of a compute accelerator: the adapter is compute only. */
  public static final int DEVICE_COMPUTE = 0x008a;

  /** What a host of ours offers. */
  public static VgpuOfferData of(Luid hostVgpuLuid, boolean mapGuestMemory, int pciDevice) {
    return new VgpuOfferData(DxgLimits.INTERFACE_VERSION, mapGuestMemory, 0, true, hostVgpuLuid, VENDOR, pciDevice,
        Bytes.zero(96));
  }

  public boolean computeOnly() {
    return pciDevice == DEVICE_COMPUTE;
  }
}
