package org.paravane.abi.ioctl;

import org.paravane.abi.Bits;
import org.paravane.abi.CStruct;
import org.paravane.abi.FlagWord;
import org.paravane.abi.Whole;

/** Up to five preferred segments, 4 bytes. Source: d3dkmt-abi.md section 8. */
@CStruct(name = "d3dddi_segmentpreference", size = 4)
public record SegmentPreference(
    @Whole("value") @Bits(5) int segmentId0,
    @Bits(1) boolean direction0,
    @Bits(5) int segmentId1,
    @Bits(1) boolean direction1,
    @Bits(5) int segmentId2,
    @Bits(1) boolean direction2,
    @Bits(5) int segmentId3,
    @Bits(1) boolean direction3,
    @Bits(5) int segmentId4,
    @Bits(1) boolean direction4,
    @Bits(2) int reserved) implements FlagWord {
  /** No flag. */
  public static final SegmentPreference NONE = of(0);

  /** The flags of a number. */
  public static SegmentPreference of(int value) {
    return FlagWord.of(SegmentPreference.class, value);
  }
}
