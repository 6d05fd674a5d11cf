package org.paravane.vmbus.ring.conformance;

import java.lang.foreign.MemorySegment;
import org.paravane.vmbus.ring.IncomingRing;
import org.paravane.vmbus.ring.OutgoingRing;
import org.paravane.vmbus.ring.RingLayout;
import org.paravane.vmbus.ring.RingSize;
import org.paravane.vmbus.ring.RingViolationException;
import org.paravane.vmbus.ring.SignalRules;
import org.paravane.vmbus.ring.conformance.Fields.Mismatch;

/** The two tables of signal decisions: the rule is asked, and a ring in that situation as well. */
final class SignalTables {
  private static final int WRITER_RING = 1 << 20;

  private SignalTables() {
  }

  static void checkWriter(Fields row) throws Mismatch {
    boolean expected = row.flag("signal");
    int mask = row.word("interruptMask");
    int before = row.word("writeIndexBeforeBatch");
    int read = row.word("readIndexSeenAfterPublish");
    Fields.check("rule", expected, SignalRules.afterPublish(mask, before, read));
    VectorRing ring = VectorRing.of(WRITER_RING);
    ring.set(RingLayout.WRITE_INDEX, before);
    ring.set(RingLayout.READ_INDEX, read);
    try {
      OutgoingRing outgoing = OutgoingRing.attach(ring.memory());
      Fields.check("write", OutgoingRing.Write.WRITTEN, outgoing.inBand(0, false, MemorySegment.NULL, 0, 0));
      ring.set(RingLayout.INTERRUPT_MASK, mask);
      Fields.check("ring", expected, outgoing.publish());
    } catch (RingViolationException e) {
      throw new Mismatch("bad indices: " + e.violation());
    }
  }

  static void checkReader(Fields row) throws Mismatch {
    boolean expected = row.flag("signal");
    VectorRing ring = VectorRing.of(row.integer("ringSize"));
    RingSize size = ring.memory().size();
    int write = row.word("writeIndex");
    int before = row.word("readIndexBefore");
    int after = row.word("readIndexAfter");
    int pending = row.word("pendingSendSize");
    int features = row.word("featureBits");
    Fields.check("rule", expected, SignalRules.afterRelease(size, features, pending, write, before, after));
    int consumed = size.used(after, before);
    ring.set(RingLayout.WRITE_INDEX, write);
    ring.set(RingLayout.READ_INDEX, before);
    ring.set(RingLayout.PENDING_SEND_SIZE, pending);
    ring.set(RingLayout.FEATURE_BITS, features);
    IncomingRing incoming;
    try {
      incoming = IncomingRing.attach(ring.memory());
    } catch (RingViolationException e) {
      throw new Mismatch("bad indices: " + e.violation());
    }
    if (consumed >= RingLayout.packetBytes(0) && consumed <= size.used(write, before) && consumed / 8 - 1 <= 0xffff) {
      // One in-band packet that takes the reader exactly from one index to the other.
      ring.memory().storeUnit(before, 6 | 2L << 16 | (consumed / 8 - 1L) << 32);
      Fields.check("poll", IncomingRing.Poll.PACKET, incoming.poll());
      Fields.check("ring", expected, incoming.release());
    }
  }
}
