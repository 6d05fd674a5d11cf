package org.paravane.device.uevent;

/** What a subscriber reads, in this order: the devices present, the end of the snapshot, then events; an overflow anywhere after. */
public sealed interface Delivery {

  /** A device that was there before the subscription: its "add", with what is known of it now. */
  record Present(Uevent uevent) implements Delivery {
  }

  /** The snapshot is complete; every event after the given number follows. */
  record SnapshotEnd(long sequence) implements Delivery {
  }

  /** Something happened. */
  record Happened(Uevent uevent) implements Delivery {
  }

  /** The reader was too slow: these events are lost to it. Subscribe anew for a fresh snapshot. */
  record Overflow(long lost, long firstSequence, long lastSequence) implements Delivery {
  }
}
