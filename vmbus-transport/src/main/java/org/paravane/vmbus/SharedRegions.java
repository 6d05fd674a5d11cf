package org.paravane.vmbus;

import java.lang.foreign.MemorySegment;

import org.paravane.abi.Result;

/** The guest physical address space of one connection, as the host sees it. Safe for use by any thread. */
public interface SharedRegions {
  /**
   * The memory at a guest physical address, checked to lie within one region and within what its file holds. The content may change at any instant.
   *
   * @return EFAULT where nothing, or not all of it, is there
   */
  Result<MemorySegment> resolve(long gpa, long bytes);

  /** The region that starts at this address; EINVAL where none does. */
  Result<Region> region(long gpaBase);
}
