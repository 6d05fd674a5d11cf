package org.paravane.host.scheduler;

import org.paravane.abi.Errno;

/** How a CPU wait ended. */
public sealed interface WaitResult {
  /** The fences have their values. */
  record Satisfied() implements WaitResult {
  }

  /**
   * The wait is over but the work was not done: the context that should have signalled was lost or closed, or the object was
   * destroyed.
   */
  record Failed(Errno errno, String reason) implements WaitResult {
  }
}
