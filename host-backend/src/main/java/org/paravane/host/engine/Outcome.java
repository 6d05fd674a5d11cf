package org.paravane.host.engine;

/** How an engine packet ended. Times are nanoseconds of the adapter's clock. */
public sealed interface Outcome {
  /** All of it was executed; its memory effects are visible to whoever learns of this. */
  record Done(long startNanos, long endNanos) implements Outcome {
  }

  /**
   * Stopped between two packets and can go on later.
   *
   * @param resumeOffset where in the command buffer to go on
   * @param startNanos when this run began (equals endNanos if it never did)
   * @param pause why it stopped by itself, if it did: try again a little later
   */
  record Preempted(int resumeOffset, long startNanos, long endNanos, Pause pause) implements Outcome {
  }

  /**
   * The work itself was at fault: its context ends.
   *
   * @param address GPU virtual address concerned, 0 if none
   * @param reason in {@code lower case: key=value} form
   */
  record Fault(FaultKind kind, long address, String reason, long startNanos, long endNanos) implements Outcome {
  }

  /** Ended because it was asked to; some of it may have been executed. */
  record Cancelled(String reason, long startNanos, long endNanos) implements Outcome {
  }

  /** The engine under it went away (node reset, worker died, device lost). */
  record Lost(String reason) implements Outcome {
  }
}
