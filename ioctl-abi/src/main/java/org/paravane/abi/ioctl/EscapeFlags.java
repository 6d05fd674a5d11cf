package org.paravane.abi.ioctl;

import org.paravane.abi.Bits;
import org.paravane.abi.CStruct;
import org.paravane.abi.FlagWord;
import org.paravane.abi.Whole;

/** Flags of {@link Escape}, 4 bytes. Source: d3dkmt-abi.md section 8. */
@CStruct(name = "d3dddi_escapeflags", size = 4)
public record EscapeFlags(
    @Whole("value") @Bits(1) boolean hardwareAccess,
    @Bits(1) boolean deviceStatusQuery,
    @Bits(1) boolean changeFrameLatency,
    @Bits(1) boolean noAdapterSynchronization,
    @Bits(1) boolean reserved,
    @Bits(1) boolean virtualMachineData,
    @Bits(1) boolean driverKnownEscape,
    @Bits(1) boolean driverCommonEscape,
    @Bits(24) int reserved2) implements FlagWord {
  /** No flag. */
  public static final EscapeFlags NONE = of(0);

  /** The flags of a number. */
  public static EscapeFlags of(int value) {
    return FlagWord.of(EscapeFlags.class, value);
  }
}
