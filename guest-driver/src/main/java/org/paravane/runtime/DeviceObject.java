package org.paravane.runtime;

import org.jspecify.annotations.Nullable;
import org.paravane.abi.Bytes;
import org.paravane.abi.Errno;
import org.paravane.abi.Handle;
import org.paravane.abi.ioctl.CreateDevice;
import org.paravane.abi.ioctl.CreateDeviceFlags;
import org.paravane.abi.ioctl.DestroyDevice;
import org.paravane.abi.ioctl.DeviceExecutionState;
import org.paravane.abi.ioctl.DevicePageFaultState;
import org.paravane.abi.ioctl.DeviceStateType;
import org.paravane.abi.ioctl.DxgIoctl;
import org.paravane.abi.ioctl.GetDeviceState;

/**
 * A device of the node: the unit of faults. Every queue has one of its own, so that what GETDEVICESTATE tells is about that
 * queue and no other.
 */
final class DeviceObject implements AutoCloseable {
  private final NodeCalls calls;
  private final Handle handle;
  private boolean closed;

  DeviceObject(NodeCalls calls, Handle adapter) {
    this.calls = calls;
    CreateDevice made = calls.call(DxgIoctl.CREATEDEVICE,
        new CreateDevice(adapter, 0, CreateDeviceFlags.NONE, Handle.NONE, 0, 0, 0, 0, 0, 0, 0, 0, 0)).argument();
    this.handle = calls.require(DxgIoctl.CREATEDEVICE, made.device());
  }

  Handle handle() {
    return handle;
  }

  /**
   * Why the device is in error.
   *
   * @param said what the node said of it, null if nothing
   * @return null if it is not in error
   */
  @Nullable
  ContextFault fault(@Nullable String said) {
    try {
      int state = state(DeviceStateType.EXECUTION).executionState();
      if (state == DeviceExecutionState.ACTIVE.value()) {
        return null;
      }
      boolean page = state == DeviceExecutionState.ERROR_DMAPAGEFAULT.value();
      DevicePageFaultState fault = page ? state(DeviceStateType.PAGE_FAULT).pageFaultState() : null;
      long address = fault == null ? 0 : fault.faultedVirtualAddress();
      ContextFault found = new ContextFault(state, address, said == null ? "" : said);
      return said != null ? found : new ContextFault(state, address, describe(found));
    } catch (AcceleratorException e) {
      if (e.errno() == Errno.ENODEV) {
        throw e;
      }
      return null;
    }
  }

  private String describe(ContextFault fault) {
    return "device is in error: state=" + fault.stateText()
        + (fault.address() == 0 ? "" : ", address=0x" + Long.toHexString(fault.address())) + ", node=" + calls.name();
  }

  private GetDeviceState state(DeviceStateType type) {
    return calls.call(DxgIoctl.GETDEVICESTATE, new GetDeviceState(handle, type.value(), Bytes.zero(48))).argument();
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      calls.end(DxgIoctl.DESTROYDEVICE, new DestroyDevice(handle));
    }
  }
}
