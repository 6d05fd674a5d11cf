package org.paravane.abi.query;

import org.paravane.abi.Bits;
import org.paravane.abi.CStruct;
import org.paravane.abi.Whole;

/** Query 34: what the GPU page tables can do. 12 bytes. Source: d3dkmt-libdxg.csv. */
@CStruct(windows = "D3DKMT_QUERY_GPUMMU_CAPS", size = 12)
public record QueryGpuMmuCaps(
    int physicalAdapterIndex,
    GpuMmuCaps caps) {
  /** 8 bytes. */
  @CStruct(windows = "D3DKMT_GPUMMU_CAPS", size = 8)
  public record GpuMmuCaps(
      Flags flags,
      int virtualAddressBitCount) {
    /** {@code Flags}, 4 bytes. */
    @CStruct(size = 4, union = true)
    public record Flags(
        @Whole(value = "Value", windowsOnly = true) @Bits(1) boolean readOnlyMemorySupported,
        @Bits(1) boolean noExecuteMemorySupported,
        @Bits(1) boolean cacheCoherentMemorySupported,
        @Bits(29) int reserved) {
    }
  }
}
