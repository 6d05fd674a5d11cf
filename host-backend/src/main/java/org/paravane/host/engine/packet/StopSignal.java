package org.paravane.host.engine.packet;

/** Asked by long work every few thousand elements: whether to give up. */
@FunctionalInterface
public interface StopSignal {
  boolean isSet();
}
