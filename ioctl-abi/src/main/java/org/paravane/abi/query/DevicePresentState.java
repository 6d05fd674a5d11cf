package org.paravane.abi.query;

import org.paravane.abi.CStruct;
import org.paravane.abi.Win;

/** Present state of a device, 40 bytes. Source: d3dkmt-libdxg.csv. */
@CStruct(windows = "D3DKMT_DEVICEPRESENT_STATE", size = 40)
public record DevicePresentState(int vidPnSourceId, PresentStats presentStats) {

  /** 32 bytes. */
  @CStruct(windows = "D3DKMT_PRESENT_STATS", size = 32)
  public record PresentStats(
      int presentCount,
      int presentRefreshCount,
      int syncRefreshCount,
      @Win("SyncQPCTime") LargeInteger syncQpcTime,
      @Win("SyncGPUTime") LargeInteger syncGpuTime) {
  }
}
