package org.paravane.host.scheduler;

/** Which of several points a CPU waits for. */
public enum WaitMode {
  /** Every one. */
  ALL,
  /** The first one (flag wait_any). */
  ANY
}
