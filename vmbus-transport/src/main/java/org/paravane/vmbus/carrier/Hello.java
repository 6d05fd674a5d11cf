package org.paravane.vmbus.carrier;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.Optional;

/**
 * First frame on each of the two sockets of a guest, and its answer: magic u32, protocol u16, role u8, token 16 bytes. The host names
 * an unguessable token on the first socket; the second socket proves with it that it belongs to the same guest.
 */
record Hello(Role role, String token) {
  enum Role {
    /** Control messages, both ways. */
    CONTROL,
    /** Descriptors, guest to host. */
    DESCRIPTORS
  }

  static final int TOKEN_BYTES = 16;
  static final String NO_TOKEN = "0".repeat(2 * TOKEN_BYTES);
  private static final int MAGIC = 0x42565250; // "PRVB"
  private static final short PROTOCOL = 1;
  private static final int BYTES = 4 + 2 + 1 + TOKEN_BYTES;

  byte[] encode() {
    byte number = switch (role) {
      case CONTROL -> 0;
      case DESCRIPTORS -> 1;
    };
    return ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(MAGIC).putShort(PROTOCOL).put(number)
        .put(HexFormat.of().parseHex(token)).array();
  }

  /** The hello, or nothing where the bytes are none of our protocol. */
  static Optional<Hello> decode(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    if (bytes.length != BYTES || in.getInt() != MAGIC || in.getShort() != PROTOCOL) {
      return Optional.empty();
    }
    byte number = in.get();
    String token = HexFormat.of().formatHex(bytes, BYTES - TOKEN_BYTES, BYTES);
    return switch (number) {
      case 0 -> Optional.of(new Hello(Role.CONTROL, token));
      case 1 -> Optional.of(new Hello(Role.DESCRIPTORS, token));
      default -> Optional.empty();
    };
  }
}
