package org.paravane.abi.ioctl;

import org.paravane.abi.Bits;
import org.paravane.abi.CStruct;
import org.paravane.abi.FlagWord;
import org.paravane.abi.Whole;

/** Flags of {@link Evict}, 4 bytes. Source: d3dkmt-abi.md section 8. */
@CStruct(name = "d3dddi_evict_flags", size = 4)
public record EvictFlags(
    @Whole("value") @Bits(1) boolean evictOnlyIfNecessary,
    @Bits(1) boolean notWrittenTo,
    @Bits(30) int reserved) implements FlagWord {
  /** No flag. */
  public static final EvictFlags NONE = of(0);

  /** The flags of a number. */
  public static EvictFlags of(int value) {
    return FlagWord.of(EvictFlags.class, value);
  }
}
