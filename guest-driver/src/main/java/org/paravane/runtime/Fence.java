package org.paravane.runtime;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
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

/**
 * A monitored fence: a 64-bit value that queues and programs signal and wait for, and that only grows. Safe for use by many
 * threads.
 */
public final class Fence implements AutoCloseable {
  private final Calls calls;
  private final Handle device;
  private final FenceWord word;
  private final long gpuAddress;

  private Fence(Calls calls, Handle device, FenceWord word, long gpuAddress) {
    this.calls = calls;
    this.device = device;
    this.word = word;
    this.gpuAddress = gpuAddress;
  }

  static Fence create(Calls calls, Handle device, long initialValue) {
    SynchronizationObjectInfo2 info = new SynchronizationObjectInfo2(SynchronizationObjectType.MONITORED_FENCE.value(),
        SynchronizationObjectFlags.NONE, Bytes.zero(64), Handle.NONE)
        .withMonitoredFence(new MonitoredFence(initialValue, 0, 0, 0, 0));
    CreateSynchronizationObject made = calls.call(DxgIoctl.CREATESYNCHRONIZATIONOBJECT,
        new CreateSynchronizationObject(device, 0, info, Handle.NONE, 0));
    MonitoredFence fence = made.info().monitoredFence();
    try {
      return new Fence(calls, device,
          new FenceWord(calls, device, made.syncObject(), fence.fenceCpuVirtualAddress()),
          fence.fenceGpuVirtualAddress());
    } catch (AcceleratorException e) {
      calls.undo(DxgIoctl.DESTROYSYNCHRONIZATIONOBJECT, new DestroySynchronizationObject(made.syncObject()));
      throw e;
    }
  }

  Handle handle() {
    return word.handle();
  }

  /** Where the engine sees the value. */
  public long gpuAddress() {
    return gpuAddress;
  }

  /** The value now. */
  public long value() {
    return word.value();
  }

  /** Sets a larger value from the program. */
  public void signal(long value) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment objects = arena.allocateFrom(ValueLayout.JAVA_INT, handle().value());
      MemorySegment values = arena.allocateFrom(ValueLayout.JAVA_LONG, value);
      calls.call(DxgIoctl.SIGNALSYNCHRONIZATIONOBJECTFROMCPU, new SignalSynchronizationObjectFromCpu(device, 1,
          objects.address(), values.address(), SignalFlags.NONE));
    }
  }

  /**
   * Returns when the fence has come to a value.
   *
   * @throws AcceleratorException ENODEV when the device goes, EINTR when the thread is interrupted
   */
  public void await(long value) {
    word.await(value);
  }

  /** As {@link #await(long)}; false when the time is over first. */
  public boolean await(long value, Duration timeout) {
    return word.await(value, timeout.toNanos());
  }

  @Override
  public void close() {
    word.close();
    calls.undo(DxgIoctl.DESTROYSYNCHRONIZATIONOBJECT, new DestroySynchronizationObject(handle()));
  }
}
