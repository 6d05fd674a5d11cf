package org.paravane.abi.query;

import org.paravane.abi.CStruct;
import org.paravane.abi.Win;

/** Present state of a device as the compositor sees it, 48 bytes. Source: d3dkmt-libdxg.csv. */
@CStruct(windows = "D3DKMT_DEVICEPRESENT_STATE_DWM", size = 48)
public record DevicePresentStateDwm(int vidPnSourceId, @Win("PresentStatsDWM") PresentStatsDwm presentStatsDwm) {

  /** 40 bytes. */
  @CStruct(windows = "D3DKMT_PRESENT_STATS_DWM", size = 40)
  public record PresentStatsDwm(
      int presentCount,
      int presentRefreshCount,
      @Win("PresentQPCTime") LargeInteger presentQpcTime,
      int syncRefreshCount,
      @Win("SyncQPCTime") LargeInteger syncQpcTime,
      int customPresentDuration) {
  }
}
