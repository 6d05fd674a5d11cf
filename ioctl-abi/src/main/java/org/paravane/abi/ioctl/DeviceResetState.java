package org.paravane.abi.ioctl;

import org.paravane.abi.Bits;
import org.paravane.abi.CStruct;
import org.paravane.abi.FlagWord;
import org.paravane.abi.Whole;

/** Whether a reset switched the desktop, 4 bytes. Source: d3dkmt-abi.md section 8. */
@CStruct(name = "d3dkmt_devicereset_state", size = 4)
public record DeviceResetState(
    @Whole("value") @Bits(1) boolean desktopSwitched,
    @Bits(31) int reserved) implements FlagWord {
  /** No flag. */
  public static final DeviceResetState NONE = of(0);

  /** The flags of a number. */
  public static DeviceResetState of(int value) {
    return FlagWord.of(DeviceResetState.class, value);
  }
}
