package org.paravane.host.engine;

/** An engine without threads, for deterministic tests: it works only inside {@link #advance}, in its caller's thread. */
public interface SteppedEngine {
  /** What {@link #advance} answers if nothing is pending. */
  long NEVER = Long.MAX_VALUE;

  /**
   * Does everything that is due at this time, completions included.
   *
   * @return the time at which something will be due next, later than now, or {@link #NEVER}
   */
  long advance(long nowNanos);
}
