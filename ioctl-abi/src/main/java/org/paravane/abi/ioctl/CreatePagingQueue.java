package org.paravane.abi.ioctl;

import org.paravane.abi.CStruct;
import org.paravane.abi.Enumerated;
import org.paravane.abi.Handle;
import org.paravane.abi.Pointer;
import org.paravane.abi.Win;

/** Argument of {@code LX_DXCREATEPAGINGQUEUE} (0x07), 32 bytes. Source: d3dkmt-abi.md section 7. */
@CStruct(name = "d3dkmt_createpagingqueue", size = 32)
public record CreatePagingQueue(
    Handle device, // in
    @Enumerated(PagingQueuePriority.class) int priority, // in
    Handle pagingQueue, // out
    Handle syncObject, // out
    @Win("FenceValueCPUVirtualAddress") @Pointer long fenceCpuVirtualAddress, // out
    int physicalAdapterIndex) { // in
  public CreatePagingQueue withPagingQueue(Handle pagingQueue) {
    return new CreatePagingQueue(device, priority, pagingQueue, syncObject, fenceCpuVirtualAddress,
        physicalAdapterIndex);
  }

  public CreatePagingQueue withSyncObject(Handle syncObject) {
    return new CreatePagingQueue(device, priority, pagingQueue, syncObject, fenceCpuVirtualAddress,
        physicalAdapterIndex);
  }

  public CreatePagingQueue withFenceCpuVirtualAddress(long fenceCpuVirtualAddress) {
    return new CreatePagingQueue(device, priority, pagingQueue, syncObject, fenceCpuVirtualAddress,
        physicalAdapterIndex);
  }
}
