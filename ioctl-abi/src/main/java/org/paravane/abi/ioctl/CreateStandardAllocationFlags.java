package org.paravane.abi.ioctl;

import org.paravane.abi.Bits;
import org.paravane.abi.CStruct;
import org.paravane.abi.FlagWord;
import org.paravane.abi.Whole;

/** Flags of {@link CreateStandardAllocation}, 4 bytes. Source: d3dkmt-abi.md section 8. */
@CStruct(name = "d3dkmt_createstandardallocationflags", size = 4)
public record CreateStandardAllocationFlags(
    @Whole("value") @Bits(32) int reserved) implements FlagWord {
  /** No flag. */
  public static final CreateStandardAllocationFlags NONE = of(0);

  /** The flags of a number. */
  public static CreateStandardAllocationFlags of(int value) {
    return FlagWord.of(CreateStandardAllocationFlags.class, value);
  }
}
