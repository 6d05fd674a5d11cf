package org.paravane.abi.ioctl;

import org.paravane.abi.CStruct;
import org.paravane.abi.Enumerated;
import org.paravane.abi.Handle;
import org.paravane.abi.Win;

/** Argument of {@code LX_DXRESERVEGPUVIRTUALADDRESS} (0x08), 72 bytes. Source: d3dkmt-abi.md section 7. */
@CStruct(name = "d3dddi_reservegpuvirtualaddress", size = 72)
public record ReserveGpuVirtualAddress(
    @Win({
        "hPagingQueue", "hAdapter"}) Handle adapter, // in
    long baseAddress, // in
    long minimumAddress, // in
    long maximumAddress, // in
    long size, // in
    @Win({"ReservationType", "u32 Reserved0"}) @Enumerated(GpuVaReservationType.class) int reservationType, // in
    @Win({"DriverProtection", "Reserved1"}) long driverProtection, // in
    long virtualAddress, // out
    @Win({"PagingFenceValue", "Reserved2"}) long pagingFenceValue) { // out
  public ReserveGpuVirtualAddress withAdapter(Handle adapter) {
    return new ReserveGpuVirtualAddress(adapter, baseAddress, minimumAddress, maximumAddress, size, reservationType,
        driverProtection, virtualAddress, pagingFenceValue);
  }

  public ReserveGpuVirtualAddress withVirtualAddress(long virtualAddress) {
    return new ReserveGpuVirtualAddress(adapter, baseAddress, minimumAddress, maximumAddress, size, reservationType,
        driverProtection, virtualAddress, pagingFenceValue);
  }

  public ReserveGpuVirtualAddress withPagingFenceValue(long pagingFenceValue) {
    return new ReserveGpuVirtualAddress(adapter, baseAddress, minimumAddress, maximumAddress, size, reservationType,
        driverProtection, virtualAddress, pagingFenceValue);
  }
}
