package org.paravane.abi.ioctl;

import org.paravane.abi.CStruct;
import org.paravane.abi.Handle;
import org.paravane.abi.Length;
import org.paravane.abi.Pointer;
import org.paravane.abi.U64Array;
import org.paravane.abi.Win;

/** One allocation of {@link OpenResourceFromNtHandle}, 80 bytes. Source: d3dkmt-abi.md section 8. */
@CStruct(name = "d3dddi_openallocationinfo2", size = 80)
public record OpenAllocationInfo2(
    Handle allocation, // out
    @Win("pPrivateDriverData") @Pointer long privDrvData, // in, out
    @Win("PrivateDriverDataSize") int privDrvDataSize, // out
    @Win("GpuVirtualAddress") long gpuVa, // in
    @Length(6) U64Array reserved) {
  public OpenAllocationInfo2 withAllocation(Handle allocation) {
    return new OpenAllocationInfo2(allocation, privDrvData, privDrvDataSize, gpuVa, reserved);
  }

  public OpenAllocationInfo2 withPrivDrvData(long privDrvData) {
    return new OpenAllocationInfo2(allocation, privDrvData, privDrvDataSize, gpuVa, reserved);
  }

  public OpenAllocationInfo2 withPrivDrvDataSize(int privDrvDataSize) {
    return new OpenAllocationInfo2(allocation, privDrvData, privDrvDataSize, gpuVa, reserved);
  }
}
