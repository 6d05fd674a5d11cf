package org.paravane.host.engine.simulated;

/** Asked by long work every few thousand elements: whether to give up. */
@FunctionalInterface
interface StopSignal {
  boolean isSet();
}
