package org.paravane.abi.ioctl;

import org.paravane.abi.Bits;
import org.paravane.abi.CName;
import org.paravane.abi.CStruct;
import org.paravane.abi.FlagWord;
import org.paravane.abi.Whole;
import org.paravane.abi.Win;

/** Flags of a signal operation, 4 bytes. Source: d3dkmt-abi.md section 8. */
@CStruct(name = "d3dddicb_signalflags", size = 4)
public record SignalFlags(
    @Whole("value") @Bits(1) boolean signalAtSubmission,
    @Bits(1) boolean enqueueCpuEvent,
    @Bits(1) boolean allowFenceRewind,
    @Bits(28) int reserved,
    @CName("DXGK_SIGNAL_FLAG_INTERNAL0") @Win("DXGK_SIGNAL_FLAG_INTERNAL0") @Bits(1) boolean internal0)
    implements
      FlagWord {
  /** No flag. */
  public static final SignalFlags NONE = of(0);

  /** The flags of a number. */
  public static SignalFlags of(int value) {
    return FlagWord.of(SignalFlags.class, value);
  }
}
