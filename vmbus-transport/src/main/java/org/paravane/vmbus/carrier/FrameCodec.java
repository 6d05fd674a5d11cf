package org.paravane.vmbus.carrier;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.paravane.vmbus.carrier.Frame.ClosingChannel;
import org.paravane.vmbus.carrier.Frame.Control;
import org.paravane.vmbus.carrier.Frame.EventPages;
import org.paravane.vmbus.carrier.Frame.RegionAnswer;
import org.paravane.vmbus.carrier.Frame.ShareRegion;
import org.paravane.vmbus.carrier.Frame.TurnedAway;
import org.paravane.vmbus.carrier.Frame.WithdrawRegion;

/**
 * Frames as bytes: kind u8, then the fields, little-endian; a text takes the rest. The length prefix is the socket's business. Control
 * messages keep their own layout, so that dumps can be compared.
 */
final class FrameCodec {
  /** Longest frame, without its length prefix. */
  static final int MAX_BYTES = 1_024;
  /** Longest text that is sent. */
  private static final int MAX_TEXT = 512;

  private static final byte CONTROL = 0;
  private static final byte EVENT_PAGES = 1;
  private static final byte TURNED_AWAY = 2;
  private static final byte SHARE_REGION = 3;
  private static final byte WITHDRAW_REGION = 4;
  private static final byte REGION_ANSWER = 5;
  private static final byte CLOSING_CHANNEL = 6;

  private FrameCodec() {
  }

  static byte[] encode(Frame frame) {
    ByteBuffer out = ByteBuffer.allocate(MAX_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    switch (frame) {
      case Control(byte[] message) -> out.put(CONTROL).put(message);
      case EventPages() -> out.put(EVENT_PAGES);
      case TurnedAway(String reason) -> out.put(TURNED_AWAY).put(bytes(reason));
      case ShareRegion(int sequence, long gpaBase, long reservedBytes) -> out.put(SHARE_REGION).putInt(sequence)
          .putLong(gpaBase).putLong(reservedBytes);
      case WithdrawRegion(int sequence, long gpaBase) -> out.put(WITHDRAW_REGION).putInt(sequence).putLong(gpaBase);
      case RegionAnswer(int sequence, int errno, String reason) -> out.put(REGION_ANSWER).putInt(sequence)
          .putInt(errno).put(bytes(reason));
      case ClosingChannel(int channelId, ClosingChannel.Cause cause, String detail) -> out.put(CLOSING_CHANNEL)
          .putInt(channelId).put(number(cause)).put(bytes(detail));
    }
    byte[] bytes = new byte[out.position()];
    out.flip().get(bytes);
    return bytes;
  }

  /** The frame, or nothing where the bytes are none. */
  static Optional<Frame> decode(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    try {
      return Optional.ofNullable(switch (in.get()) {
        case CONTROL -> new Control(rest(in));
        case EVENT_PAGES -> new EventPages();
        case TURNED_AWAY -> new TurnedAway(text(in));
        case SHARE_REGION -> new ShareRegion(in.getInt(), in.getLong(), in.getLong());
        case WITHDRAW_REGION -> new WithdrawRegion(in.getInt(), in.getLong());
        case REGION_ANSWER -> new RegionAnswer(in.getInt(), in.getInt(), text(in));
        case CLOSING_CHANNEL -> new ClosingChannel(in.getInt(), cause(in.get()), text(in));
        default -> null;
      });
    } catch (BufferUnderflowException _) {
      return Optional.empty();
    }
  }

  private static byte number(ClosingChannel.Cause cause) {
    return switch (cause) {
      case CORRUPT -> 1;
      case LIMIT_EXCEEDED -> 2;
      case OTHER -> 0;
    };
  }

  private static ClosingChannel.Cause cause(byte number) {
    return switch (number) {
      case 1 -> ClosingChannel.Cause.CORRUPT;
      case 2 -> ClosingChannel.Cause.LIMIT_EXCEEDED;
      default -> ClosingChannel.Cause.OTHER;
    };
  }

  private static byte[] bytes(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return bytes.length <= MAX_TEXT ? bytes : Arrays.copyOf(bytes, MAX_TEXT);
  }

  /** A peer's text: printable, one line, not long. */
  private static String text(ByteBuffer in) {
    String text = new String(rest(in), StandardCharsets.UTF_8).replaceAll("[^\\p{Print}]", "?");
    return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT);
  }

  private static byte[] rest(ByteBuffer in) {
    byte[] bytes = new byte[in.remaining()];
    in.get(bytes);
    return bytes;
  }
}
