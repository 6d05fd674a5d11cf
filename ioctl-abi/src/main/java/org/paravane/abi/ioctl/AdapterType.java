package org.paravane.abi.ioctl;

import org.paravane.abi.Bits;
import org.paravane.abi.CStruct;
import org.paravane.abi.FlagWord;
import org.paravane.abi.Whole;
import org.paravane.abi.Win;

/** What an adapter is: query types 15 and 57, 4 bytes. Source: d3dkmt-abi.md section 8. */
@CStruct(name = "d3dkmt_adaptertype", size = 4)
public record AdapterType(
    @Whole("value") @Bits(1) boolean renderSupported,
    @Bits(1) boolean displaySupported,
    @Bits(1) boolean softwareDevice,
    @Bits(1) boolean postDevice,
    @Bits(1) boolean hybridDiscrete,
    @Bits(1) boolean hybridIntegrated,
    @Bits(1) boolean indirectDisplayDevice,
    @Bits(1) boolean paravirtualized,
    @Win("ACGSupported") @Bits(1) boolean acgSupported,
    @Win("SupportSetTimingsFromVidPn") @Bits(1) boolean supportSetTimingsFromVidpn,
    @Bits(1) boolean detachable,
    @Bits(1) boolean computeOnly,
    @Bits(1) boolean prototype,
    @Win({
        "RuntimePowerManagement:1", "Reserved:18"}) @Bits(19) int reserved)
    implements
      FlagWord {
  /** No flag. */
  public static final AdapterType NONE = of(0);

  /** The flags of a number. */
  public static AdapterType of(int value) {
    return FlagWord.of(AdapterType.class, value);
  }

  public AdapterType withRenderSupported() {
    return FlagWord.set(this, AdapterType.class, "renderSupported");
  }

  public AdapterType withSoftwareDevice() {
    return FlagWord.set(this, AdapterType.class, "softwareDevice");
  }

  public AdapterType withParavirtualized() {
    return FlagWord.set(this, AdapterType.class, "paravirtualized");
  }

  public AdapterType withComputeOnly() {
    return FlagWord.set(this, AdapterType.class, "computeOnly");
  }
}
