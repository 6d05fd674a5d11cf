package org.paravane.abi.ioctl;

import org.paravane.abi.Bits;
import org.paravane.abi.CStruct;
import org.paravane.abi.FlagWord;
import org.paravane.abi.Whole;
import org.paravane.abi.Win;

/** Flags of {@link UpdateAllocProperty}, 4 bytes. Source: d3dkmt-abi.md section 8. */
@CStruct(name = "d3dddi_updateallocproperty_flags", size = 4)
public record UpdateAllocPropertyFlags(
    @Whole("value") @Bits(1) boolean accessedPhysically,
    @Win({
        "Unmoveable:1", "Reserved:30"}) @Bits(31) int reserved)
    implements
      FlagWord {
  /** No flag. */
  public static final UpdateAllocPropertyFlags NONE = of(0);

  /** The flags of a number. */
  public static UpdateAllocPropertyFlags of(int value) {
    return FlagWord.of(UpdateAllocPropertyFlags.class, value);
  }
}
