package org.paravane.abi.ioctl;

import org.paravane.abi.Bits;
import org.paravane.abi.CStruct;
import org.paravane.abi.FlagWord;
import org.paravane.abi.Unnamed;
import org.paravane.abi.Whole;
import org.paravane.abi.Win;

/** Flags of a synchronization object, 4 bytes. Source: d3dkmt-abi.md section 8. */
@CStruct(name = "d3dddi_synchronizationobject_flags", size = 4)
public record SynchronizationObjectFlags(
    @Whole("value") @Bits(1) boolean shared,
    @Bits(1) boolean ntSecuritySharing,
    @Bits(1) boolean crossAdapter,
    @Bits(1) boolean topOfPipeline,
    @Bits(1) boolean noSignal,
    @Bits(1) boolean noWait,
    @Bits(1) boolean noSignalMaxValueOnTdr,
    @Win("NoGPUAccess") @Bits(1) boolean noGpuAccess,
    @Win({
        "SignalByKmd:1", "Reserved:22"}) @Bits(23) int reserved,
    @Unnamed @Win("Reserved0") @Bits(1) boolean unnamed) implements FlagWord {
  /** No flag. */
  public static final SynchronizationObjectFlags NONE = of(0);

  /** The flags of a number. */
  public static SynchronizationObjectFlags of(int value) {
    return FlagWord.of(SynchronizationObjectFlags.class, value);
  }

  public SynchronizationObjectFlags withShared() {
    return FlagWord.set(this, SynchronizationObjectFlags.class, "shared");
  }

  public SynchronizationObjectFlags withNtSecuritySharing() {
    return FlagWord.set(this, SynchronizationObjectFlags.class, "ntSecuritySharing");
  }

  public SynchronizationObjectFlags withNoSignal() {
    return FlagWord.set(this, SynchronizationObjectFlags.class, "noSignal");
  }

  public SynchronizationObjectFlags withNoWait() {
    return FlagWord.set(this, SynchronizationObjectFlags.class, "noWait");
  }
}
