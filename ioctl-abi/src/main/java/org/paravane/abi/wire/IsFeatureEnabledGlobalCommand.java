package org.paravane.abi.wire;

import org.paravane.abi.CStruct;
import org.paravane.abi.Enumerated;
import org.paravane.abi.ioctl.FeatureId;

/** Message {@code ISFEATUREENABLED_GLOBAL}, 32 bytes. Source: dxg-vmbus-protocol.md section 7. */
@CStruct(name = "dxgkvmb_command_isfeatureenabled_gbl", size = 32)
public record IsFeatureEnabledGlobalCommand(
    VmToHostHeader hdr,
    @Enumerated(FeatureId.class) int featureId) {
}
