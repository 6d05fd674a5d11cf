package org.paravane.host.memory;

/**
 * Memory that is wanted.
 *
 * @param sizeBytes more than 0; rounded up to whole pages
 * @param alignmentBytes 0 or a power of two up to 2 MiB; alignment inside the aperture
 * @param placement where
 * @param readOnly engines may not write it
 */
public record AllocationRequest(long sizeBytes, long alignmentBytes, Placement placement, boolean readOnly) {
  /** Where memory comes from. */
  public enum Placement {
    /** The adapter's local segment; the CPU of the guest cannot reach it. */
    LOCAL,
    /** The process's aperture: CPU-visible, contiguous there. */
    APERTURE,
    /** Memory that the guest has already; its pages are added afterwards with {@link ProcessMemory#addExistingPages}. */
    EXISTING
  }

  /** Memory of the adapter. */
  public static AllocationRequest local(long sizeBytes) {
    return new AllocationRequest(sizeBytes, 0, Placement.LOCAL, false);
  }

  /** CPU-visible memory. */
  public static AllocationRequest aperture(long sizeBytes) {
    return new AllocationRequest(sizeBytes, 0, Placement.APERTURE, false);
  }

  /** Memory that the guest has already. */
  public static AllocationRequest existing(long sizeBytes, boolean readOnly) {
    return new AllocationRequest(sizeBytes, 0, Placement.EXISTING, readOnly);
  }

  SegmentGroup group() {
    return switch (placement) {
      case LOCAL -> SegmentGroup.LOCAL;
      case APERTURE, EXISTING -> SegmentGroup.NON_LOCAL;
    };
  }
}
