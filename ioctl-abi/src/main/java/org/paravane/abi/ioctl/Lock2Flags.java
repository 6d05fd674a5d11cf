package org.paravane.abi.ioctl;

import org.paravane.abi.Bits;
import org.paravane.abi.CStruct;
import org.paravane.abi.FlagWord;
import org.paravane.abi.Whole;

/** Flags of {@link Lock2}, 4 bytes. Source: d3dkmt-abi.md section 8. */
@CStruct(name = "d3dddicb_lock2flags", size = 4)
public record Lock2Flags(
    @Whole("value") @Bits(32) int reserved) implements FlagWord {
  /** No flag. */
  public static final Lock2Flags NONE = of(0);

  /** The flags of a number. */
  public static Lock2Flags of(int value) {
    return FlagWord.of(Lock2Flags.class, value);
  }
}
