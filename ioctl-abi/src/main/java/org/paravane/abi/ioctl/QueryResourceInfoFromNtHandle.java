package org.paravane.abi.ioctl;

import org.paravane.abi.CStruct;
import org.paravane.abi.Handle;
import org.paravane.abi.Pointer;
import org.paravane.abi.Win;

/**
 * Argument of {@code LX_DXQUERYRESOURCEINFOFROMNTHANDLE} (0x41), 40 bytes. Source: d3dkmt-abi.md section 7.
 */
@CStruct(name = "d3dkmt_queryresourceinfofromnthandle", size = 40)
public record QueryResourceInfoFromNtHandle(
    Handle device, // in
    @Win(Win.NONE) int reserved,
    @Win({
        "hNtHandle_Align", "ptr<bytes> hNtHandle"}) long ntHandle, // in
    @Pointer long privateRuntimeData, // in
    int privateRuntimeDataSize, // in, out
    @Win("TotalPrivateDriverDataSize") int totalPrivDrvDataSize, // out
    @Win("ResourcePrivateDriverDataSize") int resourcePrivDrvDataSize, // out
    @Win("NumAllocations") int allocationCount) { // out
  public QueryResourceInfoFromNtHandle withPrivateRuntimeDataSize(int privateRuntimeDataSize) {
    return new QueryResourceInfoFromNtHandle(device, reserved, ntHandle, privateRuntimeData, privateRuntimeDataSize,
        totalPrivDrvDataSize, resourcePrivDrvDataSize, allocationCount);
  }

  public QueryResourceInfoFromNtHandle withTotalPrivDrvDataSize(int totalPrivDrvDataSize) {
    return new QueryResourceInfoFromNtHandle(device, reserved, ntHandle, privateRuntimeData, privateRuntimeDataSize,
        totalPrivDrvDataSize, resourcePrivDrvDataSize, allocationCount);
  }

  public QueryResourceInfoFromNtHandle withResourcePrivDrvDataSize(int resourcePrivDrvDataSize) {
    return new QueryResourceInfoFromNtHandle(device, reserved, ntHandle, privateRuntimeData, privateRuntimeDataSize,
        totalPrivDrvDataSize, resourcePrivDrvDataSize, allocationCount);
  }

  public QueryResourceInfoFromNtHandle withAllocationCount(int allocationCount) {
    return new QueryResourceInfoFromNtHandle(device, reserved, ntHandle, privateRuntimeData, privateRuntimeDataSize,
        totalPrivDrvDataSize, resourcePrivDrvDataSize, allocationCount);
  }
}
