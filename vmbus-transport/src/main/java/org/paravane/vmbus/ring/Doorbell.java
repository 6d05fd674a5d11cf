package org.paravane.vmbus.ring;

/** Wakes the peer. A signal is a hint without content: sent once too often it costs time, nothing else. */
@FunctionalInterface
public interface Doorbell {
  void ring();
}
