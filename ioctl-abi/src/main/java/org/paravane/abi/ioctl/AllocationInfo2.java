package org.paravane.abi.ioctl;

import org.paravane.abi.Bits;
import org.paravane.abi.CStruct;
import org.paravane.abi.FlagWord;
import org.paravane.abi.Handle;
import org.paravane.abi.Length;
import org.paravane.abi.Member;
import org.paravane.abi.Pointer;
import org.paravane.abi.U64Array;
import org.paravane.abi.Union;
import org.paravane.abi.Whole;
import org.paravane.abi.Win;

/** One allocation of {@link CreateAllocation}, 96 bytes. Source: d3dkmt-abi.md section 8. */
@CStruct(name = "d3dddi_allocationinfo2", size = 96)
public record AllocationInfo2(
    Handle allocation,
    @Win({
        "u64 pSystemMem_hSection_Align", "ptr<bytes> hSection", "ptr<VOID> pSystemMem"}) @Pointer long sysmem,
    @Win("pPrivateDriverData") @Pointer long privDrvData,
    @Win("PrivateDriverDataSize") int privDrvDataSize,
    @Win("VidPnSourceId") int vidpnSourceId,
    Flags flags,
    long gpuVirtualAddress,
    @Union({
        @Member(name = "priority", type = int.class),
        @Member(name = "unused")}) long unused,
    @Length(5) U64Array reserved) {
  public AllocationInfo2 withAllocation(Handle allocation) {
    return new AllocationInfo2(allocation, sysmem, privDrvData, privDrvDataSize, vidpnSourceId, flags,
        gpuVirtualAddress, unused, reserved);
  }

  public AllocationInfo2 withPrivDrvDataSize(int privDrvDataSize) {
    return new AllocationInfo2(allocation, sysmem, privDrvData, privDrvDataSize, vidpnSourceId, flags,
        gpuVirtualAddress, unused, reserved);
  }

  /** The bytes of the union as {@code priority}. */
  public int priority() {
    return (int) unused;
  }

  /** The flags. */
  @CStruct(size = 4, union = true)
  public record Flags(
      @Whole("value") @Bits(1) boolean primary,
      @Bits(1) boolean stereo,
      @Bits(1) boolean overridePriority,
      @Bits(29) int reserved) implements FlagWord {
    /** No flag. */
    public static final Flags NONE = of(0);

    /** The flags of a number. */
    public static Flags of(int value) {
      return FlagWord.of(Flags.class, value);
    }
  }
}
