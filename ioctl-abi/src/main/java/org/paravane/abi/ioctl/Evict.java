package org.paravane.abi.ioctl;

import org.paravane.abi.CStruct;
import org.paravane.abi.Handle;
import org.paravane.abi.Pointer;
import org.paravane.abi.Win;

/** Argument of {@code LX_DXEVICT} (0x1e), 32 bytes. Source: d3dkmt-abi.md section 7. */
@CStruct(name = "d3dkmt_evict", size = 32)
public record Evict(
    Handle device, // in
    @Win("NumAllocations") int allocCount, // in
    @Win("AllocationList") @Pointer(Handle.class) long allocations, // in
    EvictFlags flags, // in
    @Win(Win.NONE) int reserved,
    long numBytesToTrim) { // out
  public Evict withNumBytesToTrim(long numBytesToTrim) {
    return new Evict(device, allocCount, allocations, flags, reserved, numBytesToTrim);
  }
}
