package org.paravane.abi.ioctl;

import org.paravane.abi.Bits;
import org.paravane.abi.CStruct;
import org.paravane.abi.FlagWord;
import org.paravane.abi.Whole;
import org.paravane.abi.Win;

/** Flags of {@link CreateAllocation}, 4 bytes. Source: d3dkmt-abi.md section 8. */
@CStruct(name = "d3dkmt_createallocationflags", size = 4)
public record CreateAllocationFlags(
    @Whole(value = "value", win = Win.NONE) @Bits(1) boolean createResource,
    @Bits(1) boolean createShared,
    @Bits(1) boolean nonSecure,
    @Bits(1) boolean createProtected,
    @Bits(1) boolean restrictSharedAccess,
    @Win("ExistingSysMem") @Bits(1) boolean existingSysmem,
    @Bits(1) boolean ntSecuritySharing,
    @Bits(1) boolean readOnly,
    @Bits(1) boolean createWriteCombined,
    @Bits(1) boolean createCached,
    @Bits(1) boolean swapChainBackBuffer,
    @Bits(1) boolean crossAdapter,
    @Bits(1) boolean openCrossAdapter,
    @Bits(1) boolean partialSharedCreation,
    @Bits(1) boolean zeroed,
    @Bits(1) boolean writeWatch,
    @Bits(1) boolean standardAllocation,
    @Bits(1) boolean existingSection,
    @Win({
        "AllowNotZeroed:1", "PhysicallyContiguous:1", "NoKmdAccess:1", "SharedDisplayable:1",
        "Reserved:10"}) @Bits(14) int reserved)
    implements
      FlagWord {
  /** No flag. */
  public static final CreateAllocationFlags NONE = of(0);

  /** The flags of a number. */
  public static CreateAllocationFlags of(int value) {
    return FlagWord.of(CreateAllocationFlags.class, value);
  }

  public CreateAllocationFlags withCreateResource() {
    return FlagWord.set(this, CreateAllocationFlags.class, "createResource");
  }

  public CreateAllocationFlags withCreateShared() {
    return FlagWord.set(this, CreateAllocationFlags.class, "createShared");
  }

  public CreateAllocationFlags withExistingSysmem() {
    return FlagWord.set(this, CreateAllocationFlags.class, "existingSysmem");
  }

  public CreateAllocationFlags withNtSecuritySharing() {
    return FlagWord.set(this, CreateAllocationFlags.class, "ntSecuritySharing");
  }

  public CreateAllocationFlags withStandardAllocation() {
    return FlagWord.set(this, CreateAllocationFlags.class, "standardAllocation");
  }

  public CreateAllocationFlags withCreateCached() {
    return FlagWord.set(this, CreateAllocationFlags.class, "createCached");
  }
}
