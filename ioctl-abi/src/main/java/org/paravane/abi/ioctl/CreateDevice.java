package org.paravane.abi.ioctl;

import org.paravane.abi.CStruct;
import org.paravane.abi.Handle;
import org.paravane.abi.Pointer;
import org.paravane.abi.Win;

/** Argument of {@code LX_DXCREATEDEVICE} (0x02), 64 bytes. Source: d3dkmt-abi.md section 7. */
@CStruct(name = "d3dkmt_createdevice", size = 64)
public record CreateDevice(
    @Win({
        "hAdapter", "ptr<VOID> pAdapter", "u64 pAdapter_Align"}) Handle adapter, // in
    @Win(Win.NONE) int reserved3,
    CreateDeviceFlags flags, // in
    Handle device, // out
    @Pointer long commandBuffer, // in
    int commandBufferSize, // in
    @Win(Win.NONE) int reserved,
    @Pointer(AllocationList.class) long allocationList, // in
    int allocationListSize, // in
    @Win(Win.NONE) int reserved1,
    @Pointer(PatchLocationList.class) long patchLocationList, // in
    int patchLocationListSize, // in
    @Win(Win.NONE) int reserved2) {
  public CreateDevice withDevice(Handle device) {
    return new CreateDevice(adapter, reserved3, flags, device, commandBuffer, commandBufferSize, reserved,
        allocationList, allocationListSize, reserved1, patchLocationList, patchLocationListSize, reserved2);
  }
}
