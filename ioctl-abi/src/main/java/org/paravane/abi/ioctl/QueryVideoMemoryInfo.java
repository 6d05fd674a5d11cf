package org.paravane.abi.ioctl;

import org.paravane.abi.CStruct;
import org.paravane.abi.Enumerated;
import org.paravane.abi.Handle;
import org.paravane.abi.Win;

/** Argument of {@code LX_DXQUERYVIDEOMEMORYINFO} (0x0a), 56 bytes. Source: d3dkmt-abi.md section 7. */
@CStruct(name = "d3dkmt_queryvideomemoryinfo", size = 56)
public record QueryVideoMemoryInfo(
    @Win({
        "hProcess_Align", "ptr<bytes> hProcess"}) long process, // in
    Handle adapter, // in
    @Enumerated(MemorySegmentGroup.class) int memorySegmentGroup, // in
    long budget, // out
    long currentUsage, // out
    long currentReservation, // out
    long availableForReservation, // out
    int physicalAdapterIndex) { // in
  public QueryVideoMemoryInfo withBudget(long budget) {
    return new QueryVideoMemoryInfo(process, adapter, memorySegmentGroup, budget, currentUsage, currentReservation,
        availableForReservation, physicalAdapterIndex);
  }

  public QueryVideoMemoryInfo withCurrentUsage(long currentUsage) {
    return new QueryVideoMemoryInfo(process, adapter, memorySegmentGroup, budget, currentUsage, currentReservation,
        availableForReservation, physicalAdapterIndex);
  }

  public QueryVideoMemoryInfo withCurrentReservation(long currentReservation) {
    return new QueryVideoMemoryInfo(process, adapter, memorySegmentGroup, budget, currentUsage, currentReservation,
        availableForReservation, physicalAdapterIndex);
  }

  public QueryVideoMemoryInfo withAvailableForReservation(long availableForReservation) {
    return new QueryVideoMemoryInfo(process, adapter, memorySegmentGroup, budget, currentUsage, currentReservation,
        availableForReservation, physicalAdapterIndex);
  }
}
