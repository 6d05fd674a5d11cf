package org.paravane.abi.ioctl;

import org.paravane.abi.Bits;
import org.paravane.abi.CStruct;
import org.paravane.abi.FlagWord;
import org.paravane.abi.Whole;

/** Flags of {@link MakeResident}, 4 bytes. Source: d3dkmt-abi.md section 8. */
@CStruct(name = "d3dddi_makeresident_flags", size = 4)
public record MakeResidentFlags(
    @Whole("value") @Bits(1) boolean cantTrimFurther,
    @Bits(1) boolean mustSucceed,
    @Bits(30) int reserved) implements FlagWord {
  /** No flag. */
  public static final MakeResidentFlags NONE = of(0);

  /** The flags of a number. */
  public static MakeResidentFlags of(int value) {
    return FlagWord.of(MakeResidentFlags.class, value);
  }
}
