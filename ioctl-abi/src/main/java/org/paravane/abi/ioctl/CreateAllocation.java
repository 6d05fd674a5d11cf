package org.paravane.abi.ioctl;

import org.paravane.abi.CStruct;
import org.paravane.abi.Handle;
import org.paravane.abi.Member;
import org.paravane.abi.Pointer;
import org.paravane.abi.Union;
import org.paravane.abi.Win;

/** Argument of {@code LX_DXCREATEALLOCATION} (0x06), 72 bytes. Source: d3dkmt-abi.md section 7. */
@CStruct(name = "d3dkmt_createallocation", size = 72)
public record CreateAllocation(
    Handle device, // in
    Handle resource, // in, out
    Handle globalShare, // in, out
    @Win(Win.NONE) int reserved,
    @Pointer long privateRuntimeData, // in
    int privateRuntimeDataSize, // in
    @Win(Win.NONE) int reserved1,
    @Union({
        @Member(name = "standard_allocation", pointerTo = CreateStandardAllocation.class, win = "ptr<D3DKMT_CREATESTANDARDALLOCATION> pStandardAllocation"),
        @Member(name = "priv_drv_data", pointerTo = void.class, win = "ptr<VOID> pPrivateDriverData"),
        @Member(win = "u64 AlignUnionTo64_1")}) long privDrvData, // in
    @Win("PrivateDriverDataSize") int privDrvDataSize, // in
    @Win("NumAllocations") int allocCount, // in
    @Win({"ptr<D3DDDI_ALLOCATIONINFO> pAllocationInfo", "ptr<D3DDDI_ALLOCATIONINFO2> pAllocationInfo2",
        "u64 AlignUnionTo64_2"}) @Pointer(AllocationInfo2.class) long allocationInfo, // in
    CreateAllocationFlags flags, // in
    @Win(Win.NONE) int reserved2,
    @Win({"hPrivateRuntimeResourceHandle_Align",
        "ptr<bytes> hPrivateRuntimeResourceHandle"}) long privateRuntimeResourceHandle) { // in
  public CreateAllocation withResource(Handle resource) {
    return new CreateAllocation(device, resource, globalShare, reserved, privateRuntimeData, privateRuntimeDataSize,
        reserved1, privDrvData, privDrvDataSize, allocCount, allocationInfo, flags, reserved2,
        privateRuntimeResourceHandle);
  }

  public CreateAllocation withGlobalShare(Handle globalShare) {
    return new CreateAllocation(device, resource, globalShare, reserved, privateRuntimeData, privateRuntimeDataSize,
        reserved1, privDrvData, privDrvDataSize, allocCount, allocationInfo, flags, reserved2,
        privateRuntimeResourceHandle);
  }

  public CreateAllocation withFlags(CreateAllocationFlags flags) {
    return new CreateAllocation(device, resource, globalShare, reserved, privateRuntimeData, privateRuntimeDataSize,
        reserved1, privDrvData, privDrvDataSize, allocCount, allocationInfo, flags, reserved2,
        privateRuntimeResourceHandle);
  }

  /** The bytes of the union as {@code standard_allocation}. */
  public long standardAllocation() {
    return privDrvData;
  }
}
