package org.paravane.abi.ioctl;

import org.paravane.abi.Bits;
import org.paravane.abi.CStruct;
import org.paravane.abi.FlagWord;
import org.paravane.abi.Win;

/** Flags of {@link SubmitCommand}, 4 bytes. Source: d3dkmt-abi.md section 8. */
@CStruct(name = "d3dkmt_submitcommandflags", size = 4)
public record SubmitCommandFlags(
    @Bits(1) boolean nullRendering,
    @Bits(1) boolean presentRedirected,
    @Win({
        "NoKmdAccess:1", "Reserved:29"}) @Bits(30) int reserved)
    implements
      FlagWord {
  /** No flag. */
  public static final SubmitCommandFlags NONE = of(0);

  /** The flags of a number. */
  public static SubmitCommandFlags of(int value) {
    return FlagWord.of(SubmitCommandFlags.class, value);
  }
}
