package org.paravane.abi.ioctl;

import org.paravane.abi.Bits;
import org.paravane.abi.CStruct;
import org.paravane.abi.FlagWord;
import org.paravane.abi.Whole;

/** Flags of {@link DestroyAllocation2}, 4 bytes. Source: d3dkmt-abi.md section 8. */
@CStruct(name = "d3dddicb_destroyallocation2flags", size = 4)
public record DestroyAllocation2Flags(
    @Whole("value") @Bits(1) boolean assumeNotInUse,
    @Bits(1) boolean synchronousDestroy,
    @Bits(29) int reserved,
    @Bits(1) boolean systemUseOnly) implements FlagWord {
  /** No flag. */
  public static final DestroyAllocation2Flags NONE = of(0);

  /** The flags of a number. */
  public static DestroyAllocation2Flags of(int value) {
    return FlagWord.of(DestroyAllocation2Flags.class, value);
  }
}
