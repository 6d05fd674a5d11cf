package org.paravane.abi.ioctl;

import org.paravane.abi.CStruct;
import org.paravane.abi.Handle;

/** Argument of {@code LX_DXQUERYCLOCKCALIBRATION} (0x3d), 40 bytes. Source: d3dkmt-abi.md section 7. */
@CStruct(name = "d3dkmt_queryclockcalibration", size = 40)
public record QueryClockCalibration(
    Handle adapter, // in
    int nodeOrdinal, // in
    int physicalAdapterIndex, // in
    GpuClockData clockData) { // out
  public QueryClockCalibration withClockData(GpuClockData clockData) {
    return new QueryClockCalibration(adapter, nodeOrdinal, physicalAdapterIndex, clockData);
  }
}
