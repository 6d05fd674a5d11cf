package org.paravane.host.scheduler;

/** What a context is good for. */
public sealed interface ContextState {
  /** Runs what is submitted. */
  record Active() implements ContextState {
  }

  /** Runs nothing any more; what is still submitted completes at once with an error. */
  record Lost(ContextFault fault) implements ContextState {
  }

  /** Closed by its owner. */
  record Closed() implements ContextState {
  }
}
