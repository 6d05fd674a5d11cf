package org.paravane.abi.wire;

import org.paravane.abi.CStruct;
import org.paravane.abi.Handle;
import org.paravane.abi.HandleArray;
import org.paravane.abi.Member;
import org.paravane.abi.Trailing;
import org.paravane.abi.U64Array;
import org.paravane.abi.Union;
import org.paravane.abi.ioctl.SignalFlags;

/**
 * Message {@code SIGNALSYNCOBJECT}, 56 bytes and what follows. The union holds an event id when the flag
 * enqueueCpuEvent is set, else a device or nothing. Source: dxg-vmbus-protocol.md section 7.
 */
@CStruct(name = "dxgkvmb_command_signalsyncobject", size = 56)
public record SignalSyncObjectCommand(
    VgpuToHostHeader hdr,
    int objectCount,
    SignalFlags flags,
    int contextCount,
    long fenceValue,
    @Union({
        @Member(name = "cpu_event_handle"),
        @Member(name = "device", type = Handle.class)}) long cpuEventHandle,
    @Trailing(count = "objectCount") HandleArray objects,
    @Trailing(count = "contextCount") HandleArray contexts,
    @Trailing(count = Trailing.REST) U64Array fenceValues) {
  /** The bytes of the union as {@code device}. */
  public Handle device() {
    return new Handle((int) cpuEventHandle);
  }
}
