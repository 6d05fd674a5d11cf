package org.paravane.abi.ioctl;

import org.paravane.abi.Bits;
import org.paravane.abi.CStruct;
import org.paravane.abi.FlagWord;
import org.paravane.abi.Whole;

/** Flags of {@link GpuClockData}, 4 bytes. Source: d3dkmt-abi.md section 8. */
@CStruct(name = "dxgk_gpuclockdata_flags", size = 4)
public record GpuClockDataFlags(
    @Whole("value") @Bits(1) boolean contextManagementProcessor,
    @Bits(31) int reserved) implements FlagWord {
  /** No flag. */
  public static final GpuClockDataFlags NONE = of(0);

  /** The flags of a number. */
  public static GpuClockDataFlags of(int value) {
    return FlagWord.of(GpuClockDataFlags.class, value);
  }
}
