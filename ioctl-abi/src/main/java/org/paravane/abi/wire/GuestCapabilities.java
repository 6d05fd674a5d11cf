package org.paravane.abi.wire;

import org.paravane.abi.Bits;
import org.paravane.abi.CStruct;
import org.paravane.abi.FlagWord;
import org.paravane.abi.Whole;

/** What the guest can do, 4 bytes. Source: dxg-vmbus-protocol.md section 7. */
@CStruct(name = "dxgk_vmbus_guestcaps", size = 4)
public record GuestCapabilities(
    @Whole("guest_caps") @Bits(1) boolean wsl2,
    @Bits(31) int reserved) implements FlagWord {
  /** No flag. */
  public static final GuestCapabilities NONE = of(0);

  /** The flags of a number. */
  public static GuestCapabilities of(int value) {
    return FlagWord.of(GuestCapabilities.class, value);
  }
}
