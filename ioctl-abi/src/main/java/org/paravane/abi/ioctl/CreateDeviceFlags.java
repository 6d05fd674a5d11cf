package org.paravane.abi.ioctl;

import org.paravane.abi.Bits;
import org.paravane.abi.CName;
import org.paravane.abi.CStruct;
import org.paravane.abi.FlagWord;
import org.paravane.abi.Win;

/** Flags of {@link CreateDevice}, 4 bytes. Source: d3dkmt-abi.md section 8. */
@CStruct(name = "d3dkmt_createdeviceflags", size = 4)
public record CreateDeviceFlags(
    @Bits(1) boolean legacyMode,
    @CName("request_vSync") @Bits(1) boolean requestVSync,
    @Bits(1) boolean disableGpuTimeout,
    @Win("Reserved:29") @Bits(1) boolean gdiDevice,
    @Win(Win.NONE) @Bits(28) int reserved) implements FlagWord {
  /** No flag. */
  public static final CreateDeviceFlags NONE = of(0);

  /** The flags of a number. */
  public static CreateDeviceFlags of(int value) {
    return FlagWord.of(CreateDeviceFlags.class, value);
  }
}
