package org.paravane.abi.ioctl;

import org.paravane.abi.CStruct;
import org.paravane.abi.Handle;

/** Argument of {@code LX_DXMAPGPUVIRTUALADDRESS} (0x0c), 104 bytes. Source: d3dkmt-abi.md section 7. */
@CStruct(name = "d3dddi_mapgpuvirtualaddress", size = 104)
public record MapGpuVirtualAddress(
    Handle pagingQueue, // in
    long baseAddress, // in
    long minimumAddress, // in
    long maximumAddress, // in
    Handle allocation, // in
    long offsetInPages, // in
    long sizeInPages, // in
    GpuVaProtectionType protection, // in
    long driverProtection, // in
    int reserved0,
    long reserved1,
    long virtualAddress, // out
    long pagingFenceValue) { // out
  public MapGpuVirtualAddress withVirtualAddress(long virtualAddress) {
    return new MapGpuVirtualAddress(pagingQueue, baseAddress, minimumAddress, maximumAddress, allocation,
        offsetInPages, sizeInPages, protection, driverProtection, reserved0, reserved1, virtualAddress,
        pagingFenceValue);
  }

  public MapGpuVirtualAddress withPagingFenceValue(long pagingFenceValue) {
    return new MapGpuVirtualAddress(pagingQueue, baseAddress, minimumAddress, maximumAddress, allocation,
        offsetInPages, sizeInPages, protection, driverProtection, reserved0, reserved1, virtualAddress,
        pagingFenceValue);
  }
}
