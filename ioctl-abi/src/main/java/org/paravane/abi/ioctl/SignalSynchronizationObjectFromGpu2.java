package org.paravane.abi.ioctl;

import org.paravane.abi.Bytes;
import org.paravane.abi.CStruct;
import org.paravane.abi.Handle;
import org.paravane.abi.Member;
import org.paravane.abi.Pointer;
import org.paravane.abi.Union;
import org.paravane.abi.Win;

/**
 * Argument of {@code LX_DXSIGNALSYNCHRONIZATIONOBJECTFROMGPU2} (0x33), 96 bytes. Source: d3dkmt-abi.md section
 * 7.
 */
@CStruct(name = "d3dkmt_signalsynchronizationobjectfromgpu2", size = 96)
public record SignalSynchronizationObjectFromGpu2(
    int objectCount, // in
    @Win(Win.NONE) int reserved1,
    @Win("ObjectHandleArray") @Pointer(Handle.class) long objects, // in
    SignalFlags flags, // in
    @Win("BroadcastContextCount") int contextCount, // in
    @Win("BroadcastContextArray") @Pointer(Handle.class) long contexts, // in
    @Union({
        @Member(name = "fence_value"),
        @Member(name = "cpu_event_handle", win = "ptr<bytes> CpuEventHandle"),
        @Member(name = "monitored_fence_values", pointerTo = long.class, win = "ptr<UINT64> MonitoredFenceValueArray"),
        @Member(name = "reserved", length = 8)}) Bytes payload) { // in
  /** The bytes of the union as {@code fence_value}. */
  public long fenceValue() {
    return payload.u64(0);
  }

  /** The same with {@code fence_value} in the union and zeros behind it. */
  public SignalSynchronizationObjectFromGpu2 withFenceValue(long fenceValue) {
    return new SignalSynchronizationObjectFromGpu2(objectCount, reserved1, objects, flags, contextCount, contexts,
        Bytes.zero(64).withU64(0, fenceValue));
  }

  /** The bytes of the union as {@code cpu_event_handle}. */
  public long cpuEventHandle() {
    return payload.u64(0);
  }

  /** The same with {@code cpu_event_handle} in the union and zeros behind it. */
  public SignalSynchronizationObjectFromGpu2 withCpuEventHandle(long cpuEventHandle) {
    return new SignalSynchronizationObjectFromGpu2(objectCount, reserved1, objects, flags, contextCount, contexts,
        Bytes.zero(64).withU64(0, cpuEventHandle));
  }

  /** The bytes of the union as {@code monitored_fence_values}. */
  public long monitoredFenceValues() {
    return payload.u64(0);
  }

  /** The same with {@code monitored_fence_values} in the union and zeros behind it. */
  public SignalSynchronizationObjectFromGpu2 withMonitoredFenceValues(long monitoredFenceValues) {
    return new SignalSynchronizationObjectFromGpu2(objectCount, reserved1, objects, flags, contextCount, contexts,
        Bytes.zero(64).withU64(0, monitoredFenceValues));
  }
}
