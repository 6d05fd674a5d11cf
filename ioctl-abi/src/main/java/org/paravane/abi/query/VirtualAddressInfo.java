package org.paravane.abi.query;

import org.paravane.abi.Bits;
import org.paravane.abi.CStruct;

/** Query 12. 4 bytes. Source: d3dkmt-libdxg.csv. */
@CStruct(windows = "D3DKMT_VIRTUALADDRESSINFO", size = 4)
public record VirtualAddressInfo(
    VirtualAddressFlags virtualAddressFlags) {
  /** 4 bytes. */
  @CStruct(windows = "D3DKMT_VIRTUALADDRESSFLAGS", size = 4)
  public record VirtualAddressFlags(
      @Bits(1) boolean virtualAddressSupported,
      @Bits(31) int reserved) {
  }
}
