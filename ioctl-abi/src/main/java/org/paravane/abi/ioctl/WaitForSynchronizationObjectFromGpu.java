package org.paravane.abi.ioctl;

import org.paravane.abi.Bytes;
import org.paravane.abi.CStruct;
import org.paravane.abi.Handle;
import org.paravane.abi.Member;
import org.paravane.abi.Pointer;
import org.paravane.abi.Union;
import org.paravane.abi.Win;

/**
 * Argument of {@code LX_DXWAITFORSYNCHRONIZATIONOBJECTFROMGPU} (0x3b), 80 bytes. Source: d3dkmt-abi.md section
 * 7.
 */
@CStruct(name = "d3dkmt_waitforsynchronizationobjectfromgpu", size = 80)
public record WaitForSynchronizationObjectFromGpu(
    Handle context, // in
    int objectCount, // in
    @Win("ObjectHandleArray") @Pointer(Handle.class) long objects, // in
    @Union({
        @Member(name = "monitored_fence_values", pointerTo = long.class, win = "ptr<UINT64> MonitoredFenceValueArray"),
        @Member(name = "fence_value"),
        @Member(name = "reserved", length = 8)}) Bytes payload) { // in
  /** The bytes of the union as {@code monitored_fence_values}. */
  public long monitoredFenceValues() {
    return payload.u64(0);
  }

  /** The same with {@code monitored_fence_values} in the union and zeros behind it. */
  public WaitForSynchronizationObjectFromGpu withMonitoredFenceValues(long monitoredFenceValues) {
    return new WaitForSynchronizationObjectFromGpu(context, objectCount, objects,
        Bytes.zero(64).withU64(0, monitoredFenceValues));
  }

  /** The bytes of the union as {@code fence_value}. */
  public long fenceValue() {
    return payload.u64(0);
  }

  /** The same with {@code fence_value} in the union and zeros behind it. */
  public WaitForSynchronizationObjectFromGpu withFenceValue(long fenceValue) {
    return new WaitForSynchronizationObjectFromGpu(context, objectCount, objects,
        Bytes.zero(64).withU64(0, fenceValue));
  }
}
