package org.paravane.host.object;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of a request for allocations.
 *
 * @param resource the resource that they are in, or null
 * @param allocations in the order of the wishes
 */
public record CreatedAllocations(@Nullable HostResource resource, List<HostAllocation> allocations) {
  public CreatedAllocations {
    allocations = List.copyOf(allocations);
  }
}
