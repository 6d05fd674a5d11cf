package org.paravane.runtime;

import org.paravane.abi.Handle;
import org.paravane.abi.NtStatus;
import org.paravane.abi.ioctl.CreatePagingQueue;
import org.paravane.abi.ioctl.DestroyPagingQueue;
import org.paravane.abi.ioctl.DxgIoctl;

/** The queue of memory operations, with the fence that counts them. */
final class PagingQueue implements AutoCloseable {
  private final Calls calls;
  private final Handle handle;
  private final FenceWord fence;

  private PagingQueue(Calls calls, Handle handle, FenceWord fence) {
    this.calls = calls;
    this.handle = handle;
    this.fence = fence;
  }

  static PagingQueue create(Calls calls, Handle device) {
    CreatePagingQueue made = calls.call(DxgIoctl.CREATEPAGINGQUEUE,
        new CreatePagingQueue(device, 0, Handle.NONE, Handle.NONE, 0, 0));
    return new PagingQueue(calls, made.pagingQueue(),
        new FenceWord(calls, device, made.syncObject(), made.fenceCpuVirtualAddress()));
  }

  Handle handle() {
    return handle;
  }

  /** Returns when an operation is done that answered a status and a fence value. */
  void await(int status, long fenceValue) {
    if (status == NtStatus.PENDING.value()) {
      fence.await(fenceValue);
    }
  }

  @Override
  public void close() {
    fence.close();
    calls.undo(DxgIoctl.DESTROYPAGINGQUEUE, new DestroyPagingQueue(handle));
  }
}
