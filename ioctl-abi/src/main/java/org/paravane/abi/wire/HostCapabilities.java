package org.paravane.abi.wire;

import org.paravane.abi.Bits;
import org.paravane.abi.CStruct;
import org.paravane.abi.FlagWord;
import org.paravane.abi.Whole;

/** What the host can do, 4 bytes. Source: dxg-vmbus-protocol.md section 7. */
@CStruct(name = "dxgk_vmbus_hostcaps", size = 4)
public record HostCapabilities(
    @Whole("host_caps") @Bits(1) boolean mapGuestMemory,
    @Bits(31) int reserved) implements FlagWord {
  /** No flag. */
  public static final HostCapabilities NONE = of(0);

  /** The flags of a number. */
  public static HostCapabilities of(int value) {
    return FlagWord.of(HostCapabilities.class, value);
  }
}
