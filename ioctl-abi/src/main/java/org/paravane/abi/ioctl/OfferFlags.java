package org.paravane.abi.ioctl;

import org.paravane.abi.Bits;
import org.paravane.abi.CStruct;
import org.paravane.abi.FlagWord;
import org.paravane.abi.Whole;

/** Flags of {@link OfferAllocations}, 4 bytes. Source: d3dkmt-abi.md section 8. */
@CStruct(name = "d3dkmt_offer_flags", size = 4)
public record OfferFlags(
    @Whole("value") @Bits(1) boolean offerImmediately,
    @Bits(1) boolean allowDecommit,
    @Bits(30) int reserved) implements FlagWord {
  /** No flag. */
  public static final OfferFlags NONE = of(0);

  /** The flags of a number. */
  public static OfferFlags of(int value) {
    return FlagWord.of(OfferFlags.class, value);
  }
}
