package org.paravane.abi.ioctl;

import org.paravane.abi.Bytes;
import org.paravane.abi.CStruct;
import org.paravane.abi.Handle;
import org.paravane.abi.HandleArray;
import org.paravane.abi.Length;
import org.paravane.abi.Member;
import org.paravane.abi.Union;
import org.paravane.abi.Win;

/**
 * Argument of {@code LX_DXSIGNALSYNCHRONIZATIONOBJECT} (0x11), 464 bytes. Source: d3dkmt-abi.md section 7.
 */
@CStruct(name = "d3dkmt_signalsynchronizationobject2", size = 464)
public record SignalSynchronizationObject(
    Handle context, // in
    int objectCount, // in
    @Win("ObjectHandleArray") @Length(32) HandleArray objectArray, // in
    SignalFlags flags, // in
    @Win("BroadcastContextCount") int contextCount, // in
    @Win("BroadcastContext") @Length(64) HandleArray contexts, // in
    @Union({
        @Member(name = "fence", type = Fence.class),
        @Member(name = "cpu_event_handle", win = "ptr<bytes> CpuEventHandle"),
        @Member(name = "reserved", length = 8)}) Bytes payload) { // in
  /** The bytes of the union as {@code fence}. */
  public Fence fence() {
    return payload.as(Fence.class);
  }

  /** The same with {@code fence} in the union and zeros behind it. */
  public SignalSynchronizationObject withFence(Fence fence) {
    return new SignalSynchronizationObject(context, objectCount, objectArray, flags, contextCount, contexts,
        Bytes.of(fence, 64));
  }

  /** The bytes of the union as {@code cpu_event_handle}. */
  public long cpuEventHandle() {
    return payload.u64(0);
  }

  /** The same with {@code cpu_event_handle} in the union and zeros behind it. */
  public SignalSynchronizationObject withCpuEventHandle(long cpuEventHandle) {
    return new SignalSynchronizationObject(context, objectCount, objectArray, flags, contextCount, contexts,
        Bytes.zero(64).withU64(0, cpuEventHandle));
  }

  /** View {@code fence}, 8 bytes. */
  @CStruct(size = 8)
  public record Fence(
      long fenceValue) {
  }
}
