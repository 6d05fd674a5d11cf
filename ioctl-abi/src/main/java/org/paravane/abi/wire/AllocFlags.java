package org.paravane.abi.wire;

import org.paravane.abi.Bits;
import org.paravane.abi.CName;
import org.paravane.abi.CStruct;
import org.paravane.abi.FlagWord;
import org.paravane.abi.Whole;

/** Properties of an allocation on the host, 4 bytes. Source: dxg-vmbus-protocol.md section 7. */
@CStruct(name = "dxgkvmb_allocflags", size = 4)
public record AllocFlags(
    @Whole("flags") @Bits(1) boolean primary,
    @Bits(1) boolean cddPrimary,
    @Bits(1) boolean dodPrimary,
    @Bits(1) boolean overlay,
    @Bits(1) boolean reserved6,
    @Bits(1) boolean capture,
    @Bits(4) int reserved0,
    @Bits(1) boolean reserved1,
    @Bits(1) boolean existingSysmem,
    @Bits(1) boolean stereo,
    @Bits(1) boolean directFlip,
    @Bits(1) boolean hardwareProtected,
    @Bits(1) boolean reserved2,
    @Bits(1) boolean reserved3,
    @Bits(1) boolean reserved4,
    @CName("protected") @Bits(1) boolean isProtected,
    @Bits(1) boolean cached,
    @Bits(1) boolean independentPrimary,
    @Bits(11) int reserved) implements FlagWord {
  /** No flag. */
  public static final AllocFlags NONE = of(0);

  /** The flags of a number. */
  public static AllocFlags of(int value) {
    return FlagWord.of(AllocFlags.class, value);
  }

  public AllocFlags withExistingSysmem() {
    return FlagWord.set(this, AllocFlags.class, "existingSysmem");
  }

  public AllocFlags withCached() {
    return FlagWord.set(this, AllocFlags.class, "cached");
  }
}
