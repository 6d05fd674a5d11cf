package org.paravane.host.engine.simulated;

/** What can be made to go wrong with a packet. */
public sealed interface InjectedFault {
  /** The packet fails without having been executed. */
  record Fail(String reason) implements InjectedFault {
  }

  /** The packet faults at an address, as if it had used it. */
  record PageFault(long address) implements InjectedFault {
  }

  /** The packet is executed and then never ends; it can be cancelled. */
  record Hang() implements InjectedFault {
  }

  /** The packet is executed and then never ends, whatever is asked of it; only a reset of the node helps. */
  record Stuck() implements InjectedFault {
  }

  /** The packet takes longer. */
  record Slow(long extraNanos) implements InjectedFault {
  }

  /** The whole adapter is gone when this packet begins. */
  record DeviceLost(String reason) implements InjectedFault {
  }
}
