package org.paravane.host.memory;

import org.jspecify.annotations.Nullable;

/**
 * A mapping that is wanted.
 *
 * @param where base, limits and length. With a base the range lies inside one reservation (what was mapped there is
 *     replaced) or is wholly free (and becomes a reservation of its own); without one a free place is reserved
 * @param allocation whose memory; null if the protection needs none (zero, no access)
 * @param allocationOffset first byte of the allocation that is mapped, a multiple of the page size
 * @param protection rights
 */
public record MapRequest(AddressRequest where, @Nullable Allocation allocation, long allocationOffset,
    GpuProtection protection) {
  /** All of an allocation, readable and writable, anywhere. */
  public static MapRequest of(Allocation allocation) {
    return new MapRequest(AddressRequest.anywhere(allocation.sizeBytes()), allocation, 0, GpuProtection.READ_WRITE);
  }
}
