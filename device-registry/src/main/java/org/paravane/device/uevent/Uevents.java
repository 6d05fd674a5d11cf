package org.paravane.device.uevent;

import java.util.function.Consumer;

/** The stream of uevents of one registry. The order of delivery is the order of the numbers. */
public interface Uevents {

  /** The number of the latest event, 0 before the first. */
  long sequence();

  /**
   * Subscribes with a buffer of so many events. First come the devices present, then {@link Delivery.SnapshotEnd}, then
   * what happens, without gap or overlap.
   */
  UeventSubscription subscribe(int capacity);

  /** Subscribes with a buffer of {@value UeventSubscription#DEFAULT_CAPACITY} events. */
  default UeventSubscription subscribe() {
    return subscribe(UeventSubscription.DEFAULT_CAPACITY);
  }

  /**
   * Calls a listener with every event from now on, one at a time and in order, on threads that change the registry, never
   * with one of its short locks held. A listener may read, open and change anything. Closing the answer ends it.
   */
  Listening listen(Consumer<Uevent> listener);

  /** A listener's registration. */
  interface Listening extends AutoCloseable {
    /** No call begins after this, but for one that another thread is just beginning. Idempotent. */
    @Override
    void close();
  }
}
