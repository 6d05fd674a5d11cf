package org.paravane.runtime;

import org.jspecify.annotations.Nullable;
import org.paravane.abi.Bytes;
import org.paravane.abi.Handle;
import org.paravane.abi.ioctl.CreateDevice;
import org.paravane.abi.ioctl.CreateDeviceFlags;
import org.paravane.abi.ioctl.DestroyDevice;
import org.paravane.abi.ioctl.DeviceExecutionState;
import org.paravane.abi.ioctl.DeviceStateType;
import org.paravane.abi.ioctl.DxgIoctl;
import org.paravane.abi.ioctl.GetDeviceState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A device of the node: the unit of faults. Every queue has one of its own, so that what GETDEVICESTATE tells is about that
 * queue and no other.
 */
final class DeviceObject implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DeviceObject.class);

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
   * @param said what the node said elsewhere, null if nothing
   * @return null if it is not in error, or gone
   */
  @Nullable
  ContextFault fault(@Nullable String said) {
    try {
      NodeCalls.Answered<GetDeviceState> told = state(DeviceStateType.EXECUTION);
      int state = told.argument().executionState();
      if (state == DeviceExecutionState.ACTIVE.value()) {
        return null;
      }
      long address = state == DeviceExecutionState.ERROR_DMAPAGEFAULT.value()
          ? state(DeviceStateType.PAGE_FAULT).argument().pageFaultState().faultedVirtualAddress()
          : 0;
      String reason = told.reason() != null ? told.reason() : said;
      if (told.reason() == null) {
        String text = calls.faultText();
        reason = text == null ? reason : text;
      }
      ContextFault fault = new ContextFault(state, address, reason == null ? "" : reason);
      return reason != null ? fault : new ContextFault(state, address, describe(fault));
    } catch (AcceleratorException e) {
      LOG.debug("state of a device is not known: node={}, why={}", calls.name(), e.getMessage());
      return null;
    }
  }

  private String describe(ContextFault fault) {
    return "device is in error: state=" + fault.stateText()
        + (fault.address() == 0 ? "" : ", address=0x" + Long.toHexString(fault.address())) + ", node=" + calls.name();
  }

  private NodeCalls.Answered<GetDeviceState> state(DeviceStateType type) {
    return calls.call(DxgIoctl.GETDEVICESTATE, new GetDeviceState(handle, type.value(), Bytes.zero(48)));
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      calls.end(DxgIoctl.DESTROYDEVICE, new DestroyDevice(handle));
    }
  }
}
