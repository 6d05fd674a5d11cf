package org.paravane.runtime;

import java.lang.foreign.Arena;
import org.paravane.abi.Errno;
import org.paravane.abi.Handle;
import org.paravane.abi.ioctl.CreatePagingQueue;
import org.paravane.abi.ioctl.DestroyPagingQueue;
import org.paravane.abi.ioctl.DxgIoctl;
import org.paravane.abi.ioctl.GpuVaProtectionType;
import org.paravane.abi.ioctl.MakeResident;
import org.paravane.abi.ioctl.MakeResidentFlags;
import org.paravane.abi.ioctl.MapGpuVirtualAddress;
import org.paravane.abi.ioctl.PagingQueuePriority;

/** Gives allocations GPU virtual addresses and makes them resident. */
final class PagingQueue implements AutoCloseable {
  private static final GpuVaProtectionType READ_WRITE = new GpuVaProtectionType(true, false, false, false, false, 0);

  private final NodeCalls calls;
  private final FenceWaiter waiter;
  private final long timeoutNanos;
  private final CloseStack undo = new CloseStack();
  private final Handle queue;
  private final Handle fence;
  private final FenceWord word;

  PagingQueue(NodeCalls calls, Handle device, FenceWaiter waiter, long timeoutNanos) {
    this.calls = calls;
    this.waiter = waiter;
    this.timeoutNanos = timeoutNanos;
    CreatePagingQueue made = calls.call(DxgIoctl.CREATEPAGINGQUEUE,
        new CreatePagingQueue(device, PagingQueuePriority.NORMAL.value(), Handle.NONE, Handle.NONE, 0, 0)).argument();
    this.queue = calls.require(DxgIoctl.CREATEPAGINGQUEUE, made.pagingQueue());
    this.fence = made.syncObject();
    undo.add(() -> calls.end(DxgIoctl.DESTROYPAGINGQUEUE, new DestroyPagingQueue(queue)));
    try {
      this.word = FenceWord.map(calls, made.fenceCpuVirtualAddress());
    } catch (RuntimeException e) {
      undo.close();
      throw e;
    }
    undo.add(word::close);
  }

  /** Maps a whole allocation, readable and writable for engines, and waits until it is; answers the GPU virtual address. */
  long map(Handle allocation, long pages) {
    NodeCalls.Answered<MapGpuVirtualAddress> mapped = calls.call(DxgIoctl.MAPGPUVIRTUALADDRESS,
        new MapGpuVirtualAddress(queue, 0, 0, 0, allocation, 0, pages, READ_WRITE, 0, 0, 0, 0, 0));
    if (mapped.isPending()) {
      await(DxgIoctl.MAPGPUVIRTUALADDRESS, mapped.argument().pagingFenceValue());
    }
    return mapped.argument().virtualAddress();
  }

  /** Makes an allocation resident and waits until it is. */
  void makeResident(Handle allocation) {
    try (Arena arena = Arena.ofConfined()) {
      NodeCalls.Answered<MakeResident> resident = calls.call(DxgIoctl.MAKERESIDENT, new MakeResident(queue, 1,
          NodeCalls.handles(arena, allocation).address(), 0, MakeResidentFlags.NONE, 0, 0), arena);
      if (resident.isPending()) {
        await(DxgIoctl.MAKERESIDENT, resident.argument().pagingFenceValue());
      }
    }
  }

  private void await(DxgIoctl ioctl, long value) {
    if (!waiter.await(fence, word, value, timeoutNanos)) {
      throw new AcceleratorException(ioctl.name(), Errno.ETIMEDOUT,
          "paging did not end: node=" + calls.name() + ", fence=" + value + ", timeoutNanos=" + timeoutNanos);
    }
  }

  @Override
  public void close() {
    undo.close();
  }
}
