package org.paravane.vmbus.ring.conformance;

import java.lang.foreign.ValueLayout;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.paravane.vmbus.ring.IncomingRing;
import org.paravane.vmbus.ring.IncomingRing.Poll;
import org.paravane.vmbus.ring.RingLayout;
import org.paravane.vmbus.ring.RingViolation;
import org.paravane.vmbus.ring.RingViolation.Rule;
import org.paravane.vmbus.ring.RingViolationException;
import org.paravane.vmbus.ring.conformance.Fields.Mismatch;

/** Raw bytes and indices from a hostile writer: our reader has to refuse them for the reason that the vector gives. */
final class RejectVector {
  /**
   * Rules to which the reference gives no name of their own, with names of others that would fit. A vector may also call them
   * something that is no rule's name at all.
   */
  private static final Map<Rule, Set<String>> UNNAMED = Map.of(Rule.RANGE_COUNT,
      Set.of(Rule.LENGTHS.id(), Rule.RANGES_MISSING.id()), Rule.RANGE_EMPTY, Set.of(), Rule.RANGE_PAGES_MISSING,
      Set.of());
  private static final Set<String> NAMES = Stream.of(Rule.values()).map(Rule::id)
      .collect(Collectors.toUnmodifiableSet());

  private RejectVector() {
  }

  static void check(Fields vector) throws Mismatch {
    VectorRing ring = ring(vector);
    String expected = vector.text("strictResult");
    String reason = vector.optionalText("strictReason");
    RingViolation violation = firstViolation(ring, expected);
    switch (expected) {
      case "packet" -> {
        Fields.check("strictReason", null, reason);
        Fields.check("result", "packet", violation == null ? "packet" : violation.toString());
      }
      case "reject" -> checkReason(reason, violation);
      default -> throw new Mismatch("unknown: strictResult=" + expected);
    }
  }

  private static void checkReason(@Nullable String reason, @Nullable RingViolation violation) throws Mismatch {
    if (violation == null) {
      throw new Mismatch("accepted: expected=" + reason);
    }
    if (reason == null) {
      throw new Mismatch("missing: member=strictReason, actual=" + violation);
    }
    Set<String> alsoFits = UNNAMED.get(violation.rule());
    if (alsoFits == null || (NAMES.contains(reason) && !alsoFits.contains(reason))) {
      Fields.check("strictReason", reason, violation.rule().id());
    }
  }

  private static VectorRing ring(Fields vector) throws Mismatch {
    VectorRing ring = VectorRing.of(vector.integer("ringSize"));
    int size = ring.memory().size().dataBytes();
    byte[] bytes = vector.hex("bytesHex");
    int at = vector.integer("bytesAt");
    if (at < 0 || at >= size || bytes.length > size) {
      throw new Mismatch("bytes outside of the ring: bytesAt=%d, bytes=%d".formatted(at, bytes.length));
    }
    for (int i = 0; i < bytes.length; i++) {
      ring.segment().set(ValueLayout.JAVA_BYTE, RingLayout.PAGE + (long) (at + i) % size, bytes[i]);
    }
    ring.set(RingLayout.WRITE_INDEX, vector.word("writeIndex"));
    ring.set(RingLayout.READ_INDEX, vector.word("readIndex"));
    ring.set(RingLayout.FEATURE_BITS, RingLayout.FEATURE_PENDING_SEND_SIZE);
    return ring;
  }

  /** What the reader finds fault with, or null if it got exactly one packet. */
  private static @Nullable RingViolation firstViolation(VectorRing ring, String expected) throws Mismatch {
    IncomingRing incoming;
    try {
      incoming = IncomingRing.attach(ring.memory());
    } catch (RingViolationException e) {
      return e.violation();
    }
    Poll first = incoming.poll();
    if (first == Poll.PACKET && expected.equals("packet")) {
      Fields.check("after the packet", Poll.EMPTY, incoming.poll());
    }
    if (first == Poll.EMPTY) {
      throw new Mismatch("nothing to read: expected=" + expected);
    }
    return incoming.violation();
  }
}
