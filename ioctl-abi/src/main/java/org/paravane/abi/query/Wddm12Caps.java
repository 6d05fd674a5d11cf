package org.paravane.abi.query;

import org.paravane.abi.Bits;
import org.paravane.abi.CStruct;
import org.paravane.abi.Whole;
import org.paravane.abi.Win;

/** Queries 17 and 58. 12 bytes. Source: d3dkmt-libdxg.csv. */
@CStruct(windows = "D3DKMT_WDDM_1_2_CAPS", size = 12)
public record Wddm12Caps(
    PreemptionCaps preemptionCaps,
    @Win("SupportNonVGA") @Whole(value = "Value", windowsOnly = true) @Bits(1) boolean supportNonVga,
    @Bits(1) boolean supportSmoothRotation,
    @Win("SupportPerEngineTDR") @Bits(1) boolean supportPerEngineTdr,
    @Bits(1) boolean supportKernelModeCommandBuffer,
    @Win("SupportCCD") @Bits(1) boolean supportCcd,
    @Bits(1) boolean supportSoftwareDeviceBitmaps,
    @Bits(1) boolean supportGammaRamp,
    @Win("SupportHWCursor") @Bits(1) boolean supportHwCursor,
    @Win("SupportHWVSync") @Bits(1) boolean supportHwvSync,
    @Bits(1) boolean supportSurpriseRemovalInHibernation,
    @Bits(22) int reserved) {
  /** 8 bytes. */
  @CStruct(windows = "D3DKMDT_PREEMPTION_CAPS", size = 8)
  public record PreemptionCaps(
      @Win("enum D3DKMDT_GRAPHICS_PREEMPTION_GRANULARITY GraphicsPreemptionGranularity") int graphicsPreemptionGranularity,
      @Win("enum D3DKMDT_COMPUTE_PREEMPTION_GRANULARITY ComputePreemptionGranularity") int computePreemptionGranularity) {
  }
}
