package org.paravane.host.engine;

/** Told how a packet ended; called once, on a thread of the engine (in stepped mode: of the caller). Must not block. */
@FunctionalInterface
public interface Completion {
  /**
   * A packet has ended.
   *
   * @param sequence of the packet that ended
   * @param outcome how it ended
   */
  void ended(long sequence, Outcome outcome);
}
