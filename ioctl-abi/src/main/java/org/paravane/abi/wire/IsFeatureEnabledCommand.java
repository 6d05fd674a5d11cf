package org.paravane.abi.wire;

import org.paravane.abi.CStruct;
import org.paravane.abi.Enumerated;
import org.paravane.abi.ioctl.FeatureId;

/** Message {@code ISFEATUREENABLED}, 32 bytes. Source: dxg-vmbus-protocol.md section 7. */
@CStruct(name = "dxgkvmb_command_isfeatureenabled", size = 32)
public record IsFeatureEnabledCommand(
    VgpuToHostHeader hdr,
    @Enumerated(FeatureId.class) int featureId) {
}
