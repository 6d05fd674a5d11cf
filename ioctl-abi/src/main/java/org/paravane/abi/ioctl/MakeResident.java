package org.paravane.abi.ioctl;

import org.paravane.abi.CStruct;
import org.paravane.abi.Handle;
import org.paravane.abi.Pointer;
import org.paravane.abi.Win;

/** Argument of {@code LX_DXMAKERESIDENT} (0x0b), 48 bytes. Source: d3dkmt-abi.md section 7. */
@CStruct(name = "d3dddi_makeresident", size = 48)
public record MakeResident(
    Handle pagingQueue, // in
    @Win("NumAllocations") int allocCount, // in
    @Win("AllocationList") @Pointer(Handle.class) long allocationList, // in
    @Win("PriorityList") @Pointer(int.class) long priorityList, // in
    MakeResidentFlags flags, // in
    long pagingFenceValue, // out
    long numBytesToTrim) { // out
  public MakeResident withPagingFenceValue(long pagingFenceValue) {
    return new MakeResident(pagingQueue, allocCount, allocationList, priorityList, flags, pagingFenceValue,
        numBytesToTrim);
  }

  public MakeResident withNumBytesToTrim(long numBytesToTrim) {
    return new MakeResident(pagingQueue, allocCount, allocationList, priorityList, flags, pagingFenceValue,
        numBytesToTrim);
  }
}
