package org.paravane.vmbus.channels;

import java.util.List;
import org.paravane.vmbus.ring.PageRange;

/** State of a GPADL at the host. Source: vmbus-channels.md section 5. */
public sealed interface GpadlState {
  /** Page numbers are still coming. */
  record InProgress(GpadlAssembly assembly) implements GpadlState {
  }

  /** Complete; the owner was asked whether the pages are there. */
  record Offered(List<PageRange> ranges) implements GpadlState {
  }

  /** The channel was released before the owner answered. */
  record OfferedTearingDown(List<PageRange> ranges) implements GpadlState {
  }

  /** The host may use it. */
  record Accepted(List<PageRange> ranges, int uses) implements GpadlState {
  }

  /**
   * The guest wants it back, and it is in use.
   *
   * @param announce whether the guest waits for the answer; not after it released the channel
   */
  record TearingDown(List<PageRange> ranges, int uses, boolean announce) implements GpadlState {
  }
}
