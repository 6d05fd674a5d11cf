package org.paravane.vmbus.ring.conformance;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.paravane.vmbus.ring.OutgoingRing;
import org.paravane.vmbus.ring.PacketType;
import org.paravane.vmbus.ring.PageRange;
import org.paravane.vmbus.ring.RangeHeader;
import org.paravane.vmbus.ring.RangeHeader.TransferRange;
import org.paravane.vmbus.ring.conformance.Fields.Mismatch;
import tools.jackson.databind.JsonNode;

/**
 * A packet that a write vector asks for.
 *
 * @param fields the packet as it stands in the file, with the figures that the vector computed
 */
@SuppressWarnings("ArrayRecordComponent")
record VectorPacket(Fields fields, PacketType type, boolean completionRequested, long transactionId, byte[] payload,
    @Nullable RangeHeader ranges) {
  private static final List<String> NAMES = List.of("type", "typeValue", "flags", "transactionId", "payloadHex",
      "ranges", "packetStart", "dataOffset8", "length8", "payloadBytesSeenByReader", "padBytes", "totalBytes",
      "trailerAt");

  static VectorPacket parse(Fields fields) throws Mismatch {
    PacketType type = type(fields);
    int flags = fields.integer("flags");
    if (flags != 0 && flags != 1) {
      throw new Mismatch("flags that no writer sets: flags=" + flags);
    }
    return new VectorPacket(fields, type, flags == 1, fields.number("transactionId"), fields.hex("payloadHex"),
        ranges(fields, type));
  }

  private static PacketType type(Fields fields) throws Mismatch {
    int value = fields.integer("typeValue");
    String name = fields.text("type");
    for (PacketType type : PacketType.values()) {
      if (type.value() == value && name.startsWith(name(type))) {
        return type;
      }
    }
    throw new Mismatch("no such type: type=%s, typeValue=%d".formatted(name, value));
  }

  private static String name(PacketType type) {
    return switch (type) {
      case IN_BAND -> "inBand";
      case TRANSFER_PAGES -> "transferPage";
      case GPA_DIRECT -> "gpaDirect";
      case COMPLETION -> "completion";
    };
  }

  private static @Nullable RangeHeader ranges(Fields fields, PacketType type) throws Mismatch {
    try {
      return switch (type) {
        case GPA_DIRECT -> new RangeHeader.GpaDirect(pageRanges(fields));
        case TRANSFER_PAGES -> new RangeHeader.TransferPages(setId(fields), transferRanges(fields));
        case IN_BAND, COMPLETION -> noRanges(fields);
      };
    } catch (IllegalArgumentException e) {
      throw new Mismatch("ranges that no writer sends: " + e.getMessage());
    }
  }

  private static @Nullable RangeHeader noRanges(Fields fields) throws Mismatch {
    if (fields.has("ranges") && !fields.array("ranges").isEmpty()) {
      throw new Mismatch("ranges in a packet that has none");
    }
    return null;
  }

  /** The format does not say how the id is spelled; it is the one member that packets of other types do not have. */
  private static int setId(Fields fields) throws Mismatch {
    return (int) fields.number(fields.nameOtherThan(NAMES));
  }

  private static List<PageRange> pageRanges(Fields fields) throws Mismatch {
    List<PageRange> ranges = new ArrayList<>();
    for (Fields range : fields.objects("ranges")) {
      List<JsonNode> pfns = range.array("pfns");
      long[] pages = new long[pfns.size()];
      for (int i = 0; i < pages.length; i++) {
        pages[i] = Fields.number(pfns.get(i), "pfns");
      }
      ranges.add(new PageRange(range.number("byteCount"), range.integer("byteOffset"), pages));
    }
    return ranges;
  }

  private static List<TransferRange> transferRanges(Fields fields) throws Mismatch {
    List<TransferRange> ranges = new ArrayList<>();
    for (Fields range : fields.objects("ranges")) {
      ranges.add(new TransferRange(range.number("byteCount"), range.number("byteOffset")));
    }
    return ranges;
  }

  OutgoingRing.Write write(OutgoingRing ring) {
    MemorySegment bytes = MemorySegment.ofArray(payload);
    if (ranges != null) {
      return ring.withRanges(ranges, transactionId, completionRequested, bytes, 0, payload.length);
    }
    return type == PacketType.COMPLETION
        ? ring.completion(transactionId, bytes, 0, payload.length)
        : ring.inBand(transactionId, completionRequested, bytes, 0, payload.length);
  }
}
