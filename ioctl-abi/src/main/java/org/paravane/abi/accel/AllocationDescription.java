package org.paravane.abi.accel;

import org.paravane.abi.Bits;
import org.paravane.abi.CStruct;
import org.paravane.abi.Enumerated;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;

/**
 * Private driver data of one allocation, 32 bytes. The host writes back the size that it really gave.
 *
 * @param alignmentBytes a power of two, or 0 for the page size
 */
@CStruct(name = "paravane_allocation_description", size = 32)
public record AllocationDescription(
    int magic,
    int version,
    long sizeBytes, // in, out
    long alignmentBytes,
    @Bits(1) boolean cpuVisible,
    @Bits(1) boolean readOnly,
    @Bits(30) int reserved,
    @Enumerated(SegmentChoice.class) int segment) {
  /** The bytes {@code PVAL}. */
  public static final int MAGIC = 0x4c415650;
  public static final int VERSION = 1;

  /** A description with magic and version, anywhere. */
  public static AllocationDescription of(long sizeBytes, boolean cpuVisible) {
    return new AllocationDescription(MAGIC, VERSION, sizeBytes, 0, cpuVisible, false, 0, SegmentChoice.AUTO.value());
  }

  public AllocationDescription withSizeBytes(long sizeBytes) {
    return new AllocationDescription(magic, version, sizeBytes, alignmentBytes, cpuVisible, readOnly, reserved,
        segment);
  }

  public AllocationDescription withAlignmentBytes(long alignmentBytes) {
    return new AllocationDescription(magic, version, sizeBytes, alignmentBytes, cpuVisible, readOnly, reserved,
        segment);
  }

  public AllocationDescription withReadOnly() {
    return new AllocationDescription(magic, version, sizeBytes, alignmentBytes, cpuVisible, true, reserved, segment);
  }

  public AllocationDescription withSegment(SegmentChoice choice) {
    return new AllocationDescription(magic, version, sizeBytes, alignmentBytes, cpuVisible, readOnly, reserved,
        choice.value());
  }

  /** This description if magic, version, size, alignment, flags and segment make sense, else EINVAL with the reason. */
  public Result<AllocationDescription> checked() {
    if (magic != MAGIC || version != VERSION) {
      return refused("no description of version 1: magic=0x" + Integer.toHexString(magic) + ", version=" + version);
    } else if (sizeBytes <= 0) {
      return refused("size is not positive: size=" + sizeBytes);
    } else if (alignmentBytes < 0 || Long.bitCount(alignmentBytes) > 1) {
      return refused("alignment is no power of two: alignment=" + alignmentBytes);
    } else if (reserved != 0) {
      return refused("unknown flags: flags=0x" + Integer.toHexString(reserved << 2));
    } else if (Integer.compareUnsigned(segment, SegmentChoice.NON_LOCAL.value()) > 0) {
      return refused("unknown segment: segment=" + Integer.toUnsignedString(segment));
    }
    return Result.ok(this);
  }

  private static Result<AllocationDescription> refused(String reason) {
    return Result.failed(Errno.EINVAL, "allocation description: " + reason);
  }
}
