package org.paravane.abi.ioctl;

import org.paravane.abi.Bits;
import org.paravane.abi.CStruct;
import org.paravane.abi.FlagWord;
import org.paravane.abi.Whole;
import org.paravane.abi.Win;

/** Flags of {@link CreateHwQueue}, 4 bytes. Source: d3dkmt-abi.md section 8. */
@CStruct(name = "d3dddi_createhwqueueflags", size = 4)
public record CreateHwQueueFlags(
    @Whole("value") @Bits(1) boolean disableGpuTimeout,
    @Win({
        "NoBroadcastSignal:1", "NoBroadcastWait:1", "NoKmdAccess:1", "Reserved:28"}) @Bits(31) int reserved)
    implements
      FlagWord {
  /** No flag. */
  public static final CreateHwQueueFlags NONE = of(0);

  /** The flags of a number. */
  public static CreateHwQueueFlags of(int value) {
    return FlagWord.of(CreateHwQueueFlags.class, value);
  }
}
