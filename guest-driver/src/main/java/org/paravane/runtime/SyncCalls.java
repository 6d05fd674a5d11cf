package org.paravane.runtime;

import java.lang.foreign.Arena;
import org.paravane.abi.Bytes;
import org.paravane.abi.Handle;
import org.paravane.abi.ioctl.CreateSynchronizationObject;
import org.paravane.abi.ioctl.DestroySynchronizationObject;
import org.paravane.abi.ioctl.DxgIoctl;
import org.paravane.abi.ioctl.SignalFlags;
import org.paravane.abi.ioctl.SignalSynchronizationObjectFromCpu;
import org.paravane.abi.ioctl.SynchronizationObjectFlags;
import org.paravane.abi.ioctl.SynchronizationObjectInfo2;
import org.paravane.abi.ioctl.SynchronizationObjectInfo2.MonitoredFence;
import org.paravane.abi.ioctl.SynchronizationObjectType;

/** Monitored fences of one device, as the node has them. */
final class SyncCalls {
  private final NodeCalls calls;
  private final Handle device;

  SyncCalls(NodeCalls calls, Handle device) {
    this.calls = calls;
    this.device = device;
  }

  /**
   * A fence of the node.
   *
   * @param mapOffset where its value can be mapped
   */
  record Made(Handle handle, long mapOffset) {
  }

  Made createFence(long initialValue) {
    SynchronizationObjectInfo2 info = new SynchronizationObjectInfo2(SynchronizationObjectType.MONITORED_FENCE.value(),
        SynchronizationObjectFlags.NONE, Bytes.of(new MonitoredFence(initialValue, 0, 0, 0, 0), 64), Handle.NONE);
    CreateSynchronizationObject made = calls.call(DxgIoctl.CREATESYNCHRONIZATIONOBJECT,
        new CreateSynchronizationObject(device, 0, info, Handle.NONE, 0)).argument();
    return new Made(calls.require(DxgIoctl.CREATESYNCHRONIZATIONOBJECT, made.syncObject()),
        made.info().monitoredFence().fenceCpuVirtualAddress());
  }

  /** Sets a fence to a value now. */
  void signal(Handle fence, long value) {
    try (Arena arena = Arena.ofConfined()) {
      calls.call(DxgIoctl.SIGNALSYNCHRONIZATIONOBJECTFROMCPU,
          new SignalSynchronizationObjectFromCpu(device, 1, NodeCalls.handles(arena, fence).address(),
              NodeCalls.values(arena, value).address(), SignalFlags.NONE),
          arena);
    }
  }

  void destroyFence(Handle fence) {
    calls.end(DxgIoctl.DESTROYSYNCHRONIZATIONOBJECT, new DestroySynchronizationObject(fence));
  }
}
