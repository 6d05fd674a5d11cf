package org.paravane.abi.ioctl;

import org.paravane.abi.Bits;
import org.paravane.abi.CStruct;
import org.paravane.abi.FlagWord;
import org.paravane.abi.Handle;
import org.paravane.abi.Pointer;
import org.paravane.abi.Whole;
import org.paravane.abi.Win;

/** Argument of {@code LX_DXUPDATEGPUVIRTUALADDRESS} (0x39), 56 bytes. Source: d3dkmt-abi.md section 7. */
@CStruct(name = "d3dkmt_updategpuvirtualaddress", size = 56)
public record UpdateGpuVirtualAddress(
    Handle device, // in
    Handle context, // in
    Handle fenceObject, // in
    int numOperations, // in
    @Win("Operations") @Pointer(UpdateGpuVirtualAddressOperation.class) long operations, // in
    @Win("u64 Reserved0") int reserved0,
    @Win(Win.NONE) int reserved1,
    @Win("Reserved1") long reserved2,
    long fenceValue, // in, out
    Flags flags, // in
    @Win(Win.NONE) int reserved3) {
  public UpdateGpuVirtualAddress withFenceValue(long fenceValue) {
    return new UpdateGpuVirtualAddress(device, context, fenceObject, numOperations, operations, reserved0, reserved1,
        reserved2, fenceValue, flags, reserved3);
  }

  /** The flags. */
  @CStruct(size = 4, union = true)
  public record Flags(
      @Whole("value") @Bits(1) boolean doNotWait,
      @Bits(31) int reserved) implements FlagWord {
    /** No flag. */
    public static final Flags NONE = of(0);

    /** The flags of a number. */
    public static Flags of(int value) {
      return FlagWord.of(Flags.class, value);
    }
  }
}
