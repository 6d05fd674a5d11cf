package org.paravane.abi.ioctl;

import org.paravane.abi.CStruct;
import org.paravane.abi.Handle;
import org.paravane.abi.Pointer;
import org.paravane.abi.Signed;
import org.paravane.abi.Win;

/** Argument of {@code LX_DXOPENRESOURCEFROMNTHANDLE} (0x42), 104 bytes. Source: d3dkmt-abi.md section 7. */
@CStruct(name = "d3dkmt_openresourcefromnthandle", size = 104)
public record OpenResourceFromNtHandle(
    Handle device, // in
    @Win(Win.NONE) int reserved,
    @Win({
        "hNtHandle_Align", "ptr<bytes> hNtHandle"}) long ntHandle, // in
    @Win("NumAllocations") int allocationCount, // in
    @Win(Win.NONE) int reserved1,
    @Win("pOpenAllocationInfo2") @Pointer(OpenAllocationInfo2.class) long openAllocInfo, // in
    @Win("u32 PrivateRuntimeDataSize") @Signed int privateRuntimeDataSize, // in
    @Win(Win.NONE) int reserved2,
    @Pointer long privateRuntimeData, // in
    @Win("ResourcePrivateDriverDataSize") int resourcePrivDrvDataSize, // in
    @Win(Win.NONE) int reserved3,
    @Win("pResourcePrivateDriverData") @Pointer long resourcePrivDrvData, // in
    @Win("TotalPrivateDriverDataBufferSize") int totalPrivDrvDataSize, // in, out
    @Win("pTotalPrivateDriverDataBuffer") @Pointer long totalPrivDrvData, // in
    Handle resource, // out
    Handle keyedMutex, // in
    @Win("pKeyedMutexPrivateRuntimeData") @Pointer long keyedMutexPrivateData, // in
    @Win("KeyedMutexPrivateRuntimeDataSize") int keyedMutexPrivateDataSize, // in
    Handle syncObject) { // in
  public OpenResourceFromNtHandle withTotalPrivDrvDataSize(int totalPrivDrvDataSize) {
    return new OpenResourceFromNtHandle(device, reserved, ntHandle, allocationCount, reserved1, openAllocInfo,
        privateRuntimeDataSize, reserved2, privateRuntimeData, resourcePrivDrvDataSize, reserved3,
        resourcePrivDrvData, totalPrivDrvDataSize, totalPrivDrvData, resource, keyedMutex, keyedMutexPrivateData,
        keyedMutexPrivateDataSize, syncObject);
  }

  public OpenResourceFromNtHandle withResource(Handle resource) {
    return new OpenResourceFromNtHandle(device, reserved, ntHandle, allocationCount, reserved1, openAllocInfo,
        privateRuntimeDataSize, reserved2, privateRuntimeData, resourcePrivDrvDataSize, reserved3,
        resourcePrivDrvData, totalPrivDrvDataSize, totalPrivDrvData, resource, keyedMutex, keyedMutexPrivateData,
        keyedMutexPrivateDataSize, syncObject);
  }
}
