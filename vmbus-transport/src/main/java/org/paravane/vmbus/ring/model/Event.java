package org.paravane.vmbus.ring.model;

/** The next thing that a side does to the world. */
sealed interface Event {
  /** Loads a control word; the side goes on with the value. */
  record Load(int field) implements Event {
  }

  record Store(int field, int value) implements Event {
  }

  /** Waits until all own stores are visible. */
  record Flush(String point) implements Event {
  }

  /** Signals the other side. */
  record Signal() implements Event {
  }

  /** Sleeps until the other side signals. */
  record Sleep() implements Event {
  }

  record Done() implements Event {
  }
}
