package org.paravane.vmbus.message;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.paravane.vmbus.message.ParseOutcome.Parsed;
import org.paravane.vmbus.message.ParseOutcome.Refused;

/** Turns bytes of a peer into a message, or says why not. Never throws, whatever the bytes. */
public final class MessageParser {
  private static final Map<Integer, List<MessageLayout>> LONGEST_FIRST = Arrays.stream(MessageLayout.values())
      .sorted(Comparator.comparingInt(MessageLayout::length).reversed())
      .collect(Collectors.collectingAndThen(Collectors.groupingBy(MessageLayout::type), Map::copyOf));

  private MessageParser() {
  }

  /**
   * Parses one message.
   *
   * @param bytes      private to the caller; may be longer than the message
   * @param direction  which way it came
   * @param negotiated what is in force; null before a version was agreed on
   */
  public static ParseOutcome parse(byte[] bytes, Direction direction, @Nullable Negotiated negotiated) {
    if (bytes.length > ControlMessage.MAX_BYTES) {
      return new Refused(new ParseError.TooLong(bytes.length));
    }
    if (bytes.length < ControlMessage.HEADER_BYTES) {
      return new Refused(new ParseError.TooShort(0, bytes.length, ControlMessage.HEADER_BYTES));
    }
    int type = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt();
    @Nullable
    List<MessageLayout> rows = LONGEST_FIRST.get(type);
    if (rows == null) {
      return new Refused(new ParseError.UnknownType(type));
    }
    MessageLayout shortest = rows.getLast();
    if (shortest.direction() != direction) {
      return new Refused(new ParseError.WrongDirection(shortest));
    }
    List<MessageLayout> allowed = rows.stream().filter(row -> row.allowedIn(negotiated)).toList();
    if (allowed.isEmpty()) {
      return new Refused(new ParseError.NotAllowed(shortest, negotiated));
    }
    return allowed.stream().filter(row -> row.length() <= bytes.length && meant(row, bytes)).findFirst()
        .<ParseOutcome>map(row -> new Parsed(row.decode(bytes)))
        .orElseGet(() -> new Refused(new ParseError.TooShort(type, bytes.length, allowed.getLast().length())));
  }

  /** The two forms of a contact that differ in content, not in length, are told apart by the version that they propose. */
  private static boolean meant(MessageLayout row, byte[] bytes) {
    return switch (row) {
      case INITIATE_CONTACT_LEGACY -> !proposesModern(bytes);
      case INITIATE_CONTACT, INITIATE_CONTACT_WITH_CLIENT_ID -> proposesModern(bytes);
      default -> true;
    };
  }

  private static boolean proposesModern(byte[] bytes) {
    int version = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(ControlMessage.HEADER_BYTES);
    return Integer.compareUnsigned(version, ProtocolVersion.V5_0.number()) >= 0;
  }
}
