package org.paravane.vmbus.ring.conformance;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.paravane.vmbus.ring.IncomingPacket;
import org.paravane.vmbus.ring.IncomingRing;
import org.paravane.vmbus.ring.OutgoingRing;
import org.paravane.vmbus.ring.RingLayout;
import org.paravane.vmbus.ring.RingViolationException;
import org.paravane.vmbus.ring.conformance.Fields.Mismatch;
import tools.jackson.databind.JsonNode;

/**
 * A batch of packets into a ring: our bytes, indices and signal have to be those of the vector, and our reader has to read the
 * same packets out of it again.
 */
final class WriteVector {
  private final Fields vector;
  private final VectorRing ring;
  private final List<VectorPacket> packets = new ArrayList<>();
  private final List<List<Long>> padRanges = new ArrayList<>();
  private int touched;

  private WriteVector(Fields vector) throws Mismatch {
    this.vector = vector;
    ring = VectorRing.of(vector.integer("ringSize"));
    for (Fields packet : vector.objects("packets")) {
      packets.add(VectorPacket.parse(packet));
    }
  }

  static void check(Fields vector) throws Mismatch {
    new WriteVector(vector).run();
  }

  private void run() throws Mismatch {
    Fields initial = vector.object("initial");
    OutgoingRing outgoing = prepare(initial);
    int start = initial.word("writeIndex");
    for (VectorPacket packet : packets) {
      Fields.check("write", OutgoingRing.Write.WRITTEN, packet.write(outgoing));
      start = checkPacket(packet, start);
    }
    Fields.check("writeIndex before publishing", initial.word("writeIndex"), ring.get(RingLayout.WRITE_INDEX));
    checkResult(vector.object("result"), outgoing.publish());
    checkRead(initial.word("writeIndex"));
  }

  /** The initial control words are stored after attaching, which would set two of them. */
  private OutgoingRing prepare(Fields initial) throws Mismatch {
    byte[] fill = initial.hex("dataFill");
    Fields.check("length of dataFill", 1, fill.length);
    ring.data().fill(fill[0]);
    ring.set(RingLayout.WRITE_INDEX, initial.word("writeIndex"));
    ring.set(RingLayout.READ_INDEX, initial.word("readIndex"));
    OutgoingRing outgoing = attach();
    ring.set(RingLayout.INTERRUPT_MASK, initial.word("interruptMask"));
    ring.set(RingLayout.PENDING_SEND_SIZE, initial.word("pendingSendSize"));
    ring.set(RingLayout.FEATURE_BITS, initial.word("featureBits"));
    return outgoing;
  }

  private OutgoingRing attach() throws Mismatch {
    try {
      return OutgoingRing.attach(ring.memory());
    } catch (RingViolationException e) {
      throw new Mismatch("bad initial indices: " + e.violation());
    }
  }

  /** Checks the figures that the vector computed for one packet; returns where the next one starts. */
  private int checkPacket(VectorPacket packet, int start) throws Mismatch {
    int ringSize = ring.memory().size().dataBytes();
    long descriptor = ring.memory().loadUnit(start);
    int dataOffset8 = (int) (descriptor >>> 16 & 0xffff);
    int length8 = (int) (descriptor >>> 32 & 0xffff);
    int padded = (length8 - dataOffset8) * 8;
    int pad = padded - packet.payload().length;
    int trailerAt = (start + length8 * 8) % ringSize;
    Fields fields = packet.fields();
    fields.same("packetStart", start);
    fields.same("dataOffset8", dataOffset8);
    fields.same("length8", length8);
    fields.same("payloadBytesSeenByReader", padded);
    fields.same("padBytes", pad);
    fields.same("totalBytes", length8 * 8L + 8);
    fields.same("trailerAt", trailerAt);
    Fields.check("trailer", (long) start << 32, ring.memory().loadUnit(trailerAt));
    if (pad > 0) {
      padRanges.add(List.of((long) Math.floorMod(trailerAt - pad, ringSize), (long) pad));
    }
    touched += length8 * 8 + 8;
    return (trailerAt + 8) % ringSize;
  }

  private void checkResult(Fields result, boolean signal) throws Mismatch {
    int write = ring.get(RingLayout.WRITE_INDEX);
    int read = ring.get(RingLayout.READ_INDEX);
    result.same("writeIndex", write);
    result.same("readIndex", read);
    result.same("interruptMask", Integer.toUnsignedLong(ring.get(RingLayout.INTERRUPT_MASK)));
    result.same("pendingSendSize", Integer.toUnsignedLong(ring.get(RingLayout.PENDING_SEND_SIZE)));
    result.same("featureBits", Integer.toUnsignedLong(ring.get(RingLayout.FEATURE_BITS)));
    result.same("usedBytes", ring.memory().size().used(write, read));
    result.same("freeBytes", ring.memory().size().free(write, read));
    Fields.check("signalPeer", result.flag("signalPeer"), signal);
    byte[] control = ring.controlBytes();
    byte[] first = result.hex("controlFirst72Hex");
    Fields.check("length of controlFirst72Hex", 72, first.length);
    Fields.checkBytes("controlFirst72Hex", first, Arrays.copyOf(control, first.length));
    Fields.checkBytes("rest of the control page", new byte[control.length - first.length],
        Arrays.copyOfRange(control, first.length, control.length));
    Fields.checkBytes("dataHex", result.hex("dataHex"), ring.dataBytes());
    result.same("touchedBytes", touched);
    Fields.check("padRanges", pairs(result), padRanges);
  }

  private static List<List<Long>> pairs(Fields result) throws Mismatch {
    List<List<Long>> pairs = new ArrayList<>();
    for (JsonNode pair : result.array("padRanges")) {
      List<Long> numbers = new ArrayList<>();
      for (JsonNode number : pair.values()) {
        numbers.add(Fields.number(number, "padRanges"));
      }
      pairs.add(numbers);
    }
    return pairs;
  }

  /** Reads on a copy, because a reader changes the control page; and from the batch on, because what was before it is fill. */
  private void checkRead(int firstPacket) throws Mismatch {
    VectorRing copy = ring.copy();
    copy.set(RingLayout.READ_INDEX, firstPacket);
    IncomingRing incoming;
    try {
      incoming = IncomingRing.attach(copy.memory());
    } catch (RingViolationException e) {
      throw new Mismatch("read back: " + e.violation());
    }
    for (VectorPacket packet : packets) {
      Fields.check("read back", read(IncomingRing.Poll.PACKET, null), read(incoming.poll(), incoming));
      checkPacket(packet, incoming.packet());
    }
    Fields.check("read back after the last packet", read(IncomingRing.Poll.EMPTY, null),
        read(incoming.poll(), incoming));
  }

  private static String read(IncomingRing.Poll poll, @Nullable IncomingRing incoming) {
    return incoming == null || incoming.violation() == null ? poll.name() : poll + ": " + incoming.violation();
  }

  private static void checkPacket(VectorPacket expected, IncomingPacket actual) throws Mismatch {
    Fields.check("type read", expected.type(), actual.type());
    Fields.check("flags read", expected.completionRequested(), actual.completionRequested());
    Fields.check("transactionId read", expected.transactionId(), actual.transactionId());
    Fields.check("ranges read", expected.ranges(), actual.ranges());
    byte[] padded = Arrays.copyOf(expected.payload(), actual.payloadBytes());
    Fields.checkBytes("payload read", padded, actual.copyPayload());
    Fields.check("payload view", actual.payload().mismatch(MemorySegment.ofArray(padded)), -1L);
  }
}
