package org.paravane.abi.ioctl;

import org.paravane.abi.Bytes;
import org.paravane.abi.CStruct;
import org.paravane.abi.Handle;
import org.paravane.abi.Member;
import org.paravane.abi.Pointer;
import org.paravane.abi.Union;
import org.paravane.abi.Win;

/** Argument of {@code LX_DXOPENSYNCOBJECTFROMNTHANDLE2} (0x40), 88 bytes. Source: d3dkmt-abi.md section 7. */
@CStruct(name = "d3dkmt_opensyncobjectfromnthandle2", size = 88)
public record OpenSyncObjectFromNtHandle2(
    @Win({
        "hNtHandle_Align", "ptr<bytes> hNtHandle"}) long ntHandle, // in
    Handle device, // in
    SynchronizationObjectFlags flags, // in
    Handle syncObject, // out
    @Win(Win.NONE) int reserved1,
    @Union({
        @Member(name = "monitored_fence", type = MonitoredFence.class),
        @Member(name = "reserved", length = 8)}) Bytes payload) { // in
  public OpenSyncObjectFromNtHandle2 withSyncObject(Handle syncObject) {
    return new OpenSyncObjectFromNtHandle2(ntHandle, device, flags, syncObject, reserved1, payload);
  }

  /** The bytes of the union as {@code monitored_fence}. */
  public MonitoredFence monitoredFence() {
    return payload.as(MonitoredFence.class);
  }

  /** The same with {@code monitored_fence} in the union and zeros behind it. */
  public OpenSyncObjectFromNtHandle2 withMonitoredFence(MonitoredFence monitoredFence) {
    return new OpenSyncObjectFromNtHandle2(ntHandle, device, flags, syncObject, reserved1,
        Bytes.of(monitoredFence, 64));
  }

  /** View {@code monitored_fence}, 24 bytes. */
  @CStruct(size = 24)
  public record MonitoredFence(
      @Win("FenceValueCPUVirtualAddress") @Pointer long fenceValueCpuVa,
      @Win("FenceValueGPUVirtualAddress") long fenceValueGpuVa,
      int engineAffinity) {
  }
}
