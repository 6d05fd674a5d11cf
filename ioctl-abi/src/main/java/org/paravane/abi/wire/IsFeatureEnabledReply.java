package org.paravane.abi.wire;

import org.paravane.abi.CStruct;
import org.paravane.abi.NtStatus;
import org.paravane.abi.ioctl.IsFeatureEnabledResult;

/** Reply to {@code ISFEATUREENABLED}, 16 bytes. Source: dxg-vmbus-protocol.md section 7. */
@CStruct(name = "dxgkvmb_command_isfeatureenabled_return", size = 16)
public record IsFeatureEnabledReply(
    NtStatus status,
    FeatureDesc descriptor,
    IsFeatureEnabledResult result) {
}
