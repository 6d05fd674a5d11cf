package org.paravane.abi.ioctl;

import org.paravane.abi.CStruct;
import org.paravane.abi.Handle;
import org.paravane.abi.Member;
import org.paravane.abi.Pointer;
import org.paravane.abi.Union;
import org.paravane.abi.Win;

/** Argument of {@code LX_DXRECLAIMALLOCATIONS2} (0x2c), 40 bytes. Source: d3dkmt-abi.md section 7. */
@CStruct(name = "d3dkmt_reclaimallocations2", size = 40)
public record ReclaimAllocations2(
    Handle pagingQueue, // in
    @Win("NumAllocations") int allocationCount, // in
    @Pointer(Handle.class) long resources, // in
    @Win("HandleList") @Pointer(Handle.class) long allocations, // in
    @Union({
        @Member(name = "discarded", pointerTo = int.class, win = "ptr<BOOL> pDiscarded"),
        @Member(name = "results", pointerTo = ReclaimResult.class, win = "ptr<D3DDDI_RECLAIM_RESULT> pResults"),
        @Member(win = "u64 AlignUnionTo64")}) long results, // in
    long pagingFenceValue) { // out
  public ReclaimAllocations2 withPagingFenceValue(long pagingFenceValue) {
    return new ReclaimAllocations2(pagingQueue, allocationCount, resources, allocations, results, pagingFenceValue);
  }

  /** The bytes of the union as {@code discarded}. */
  public long discarded() {
    return results;
  }
}
