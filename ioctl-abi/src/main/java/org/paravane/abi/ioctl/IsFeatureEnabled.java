package org.paravane.abi.ioctl;

import org.paravane.abi.CStruct;
import org.paravane.abi.Enumerated;
import org.paravane.abi.Handle;

/** Argument of {@code LX_ISFEATUREENABLED} (0x49), 12 bytes. Source: d3dkmt-abi.md section 7. */
@CStruct(name = "d3dkmt_isfeatureenabled", size = 12)
public record IsFeatureEnabled(
    Handle adapter, // in
    @Enumerated(FeatureId.class) int featureId, // in
    IsFeatureEnabledResult result) { // out
  public IsFeatureEnabled withResult(IsFeatureEnabledResult result) {
    return new IsFeatureEnabled(adapter, featureId, result);
  }
}
