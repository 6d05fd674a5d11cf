package org.paravane.abi.ioctl;

import org.paravane.abi.Bits;
import org.paravane.abi.CStruct;
import org.paravane.abi.FlagWord;
import org.paravane.abi.Whole;
import org.paravane.abi.Win;

/** Flags of {@link CreateContextVirtual}, 4 bytes. Source: d3dkmt-abi.md section 8. */
@CStruct(name = "d3dddi_createcontextflags", size = 4)
public record CreateContextFlags(
    @Whole("value") @Bits(1) boolean nullRendering,
    @Bits(1) boolean initialData,
    @Bits(1) boolean disableGpuTimeout,
    @Bits(1) boolean synchronizationOnly,
    @Bits(1) boolean hwQueueSupported,
    @Win({
        "NoKmdAccess:1", "Reserved:26"}) @Bits(27) int reserved)
    implements
      FlagWord {
  /** No flag. */
  public static final CreateContextFlags NONE = of(0);

  /** The flags of a number. */
  public static CreateContextFlags of(int value) {
    return FlagWord.of(CreateContextFlags.class, value);
  }
}
