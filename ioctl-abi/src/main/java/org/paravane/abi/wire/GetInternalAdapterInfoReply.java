package org.paravane.abi.wire;

import org.paravane.abi.Bits;
import org.paravane.abi.CStruct;
import org.paravane.abi.Length;
import org.paravane.abi.Luid;
import org.paravane.abi.Utf16;

/** Reply to {@code GETINTERNALADAPTERINFO}, 712 bytes. Source: dxg-vmbus-protocol.md section 7. */
@CStruct(name = "dxgkvmb_command_getinternaladapterinfo_return", size = 712)
public record GetInternalAdapterInfoReply(
    DeviceTypes deviceTypes,
    int driverStoreCopyMode,
    int driverDdiVersion,
    @Bits(1) boolean secureVirtualMachine,
    @Bits(1) boolean virtualMachineReset,
    @Bits(1) boolean isVailSupported,
    @Bits(1) boolean hwSchEnabled,
    @Bits(1) boolean hwSchCapable,
    @Bits(1) boolean vaBackedVm,
    @Bits(1) boolean asyncMsgEnabled,
    @Bits(2) int hwSupportState,
    @Bits(23) int reserved,
    Luid hostAdapterLuid,
    @Length(80) Utf16 deviceDescription,
    @Length(260) Utf16 deviceInstanceId,
    Luid hostVgpuLuid) {
}
