package org.paravane.abi.ioctl;

import org.paravane.abi.Bytes;
import org.paravane.abi.CStruct;
import org.paravane.abi.Handle;
import org.paravane.abi.Member;
import org.paravane.abi.Pointer;
import org.paravane.abi.Union;
import org.paravane.abi.Win;

/**
 * Argument of {@code LX_DXSIGNALSYNCHRONIZATIONOBJECTFROMGPU} (0x32), 80 bytes. Source: d3dkmt-abi.md section
 * 7.
 */
@CStruct(name = "d3dkmt_signalsynchronizationobjectfromgpu", size = 80)
public record SignalSynchronizationObjectFromGpu(
    Handle context, // in
    int objectCount, // in
    @Win("ObjectHandleArray") @Pointer(Handle.class) long objects, // in
    @Union({
        @Member(name = "monitored_fence_values", pointerTo = long.class, win = "ptr<UINT64> MonitoredFenceValueArray"),
        @Member(name = "reserved", length = 8)}) Bytes payload) { // in
  /** The bytes of the union as {@code monitored_fence_values}. */
  public long monitoredFenceValues() {
    return payload.u64(0);
  }

  /** The same with {@code monitored_fence_values} in the union and zeros behind it. */
  public SignalSynchronizationObjectFromGpu withMonitoredFenceValues(long monitoredFenceValues) {
    return new SignalSynchronizationObjectFromGpu(context, objectCount, objects,
        Bytes.zero(64).withU64(0, monitoredFenceValues));
  }
}
