package org.paravane.abi.ioctl;

import org.paravane.abi.Bits;
import org.paravane.abi.CStruct;
import org.paravane.abi.FlagWord;
import org.paravane.abi.Whole;

/** Flags of {@link WaitForSynchronizationObjectFromCpu}, 4 bytes. Source: d3dkmt-abi.md section 8. */
@CStruct(name = "d3dddi_waitforsynchronizationobjectfromcpu_flags", size = 4)
public record WaitForSynchronizationObjectFromCpuFlags(
    @Whole("value") @Bits(1) boolean waitAny,
    @Bits(31) int reserved) implements FlagWord {
  /** No flag. */
  public static final WaitForSynchronizationObjectFromCpuFlags NONE = of(0);

  /** The flags of a number. */
  public static WaitForSynchronizationObjectFromCpuFlags of(int value) {
    return FlagWord.of(WaitForSynchronizationObjectFromCpuFlags.class, value);
  }
}
