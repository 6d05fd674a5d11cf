package org.paravane.host.engine.worker;

/** What to do where a machine cannot restrict workers as much as it should. */
public enum SandboxMode {
  /** No worker is started unless everything is there. */
  STRICT,
  /** What is there is used, and what is missing is said once. */
  BEST_EFFORT,
  /** Nothing is restricted: to find out whether the restrictions are what keeps a driver from working. */
  OFF
}
