package org.paravane.runtime;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** Which packets of a ring have events. Under the lock of its queue. */
final class EventSlots {
  private final PacketRing ring;
  private final @Nullable Event[] events;
  private final Deque<Event> unsubmitted = new ArrayDeque<>();
  private int present;

  EventSlots(PacketRing ring, int packets) {
    this.ring = ring;
    this.events = new @Nullable Event[packets];
  }

  /** The packet written last gets an event. */
  Event add(Queue queue) {
    int slot = ring.lastSlot();
    Event known = events[slot];
    if (known != null) {
      return known;
    }
    Event event = new Event(queue, slot);
    events[slot] = event;
    present++;
    unsubmitted.add(event);
    return event;
  }

  /** The next packet takes a slot whose packet, if there was one, is done. */
  void reuse(int slot) {
    if (present == 0) {
      return;
    }
    Event event = events[slot];
    if (event != null) {
      settle(event);
      events[slot] = null;
      present--;
    }
  }

  /** A run of packets was submitted. */
  void submitted(int firstSlot, int packets, long number) {
    while (!unsubmitted.isEmpty() && isIn(unsubmitted.peek().slot(), firstSlot, packets)) {
      unsubmitted.remove().submittedAs(number);
    }
  }

  private static boolean isIn(int slot, int firstSlot, int packets) {
    return slot >= firstSlot && slot < firstSlot + packets;
  }

  /** Keeps what the engine wrote, if the packet of the slot is still the event's. */
  void settle(Event event) {
    if (events[event.slot()] == event) {
      event.settle(ring.startNanos(event.slot()), ring.endNanos(event.slot()));
    }
  }

  /** The memory goes. */
  void close() {
    unsubmitted.forEach(Event::forgotten);
    unsubmitted.clear();
    for (int slot = 0; slot < events.length; slot++) {
      reuse(slot);
    }
  }
}
