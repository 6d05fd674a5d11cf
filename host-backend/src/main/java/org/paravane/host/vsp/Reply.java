package org.paravane.host.vsp;

import java.util.Arrays;
import java.util.List;
import org.paravane.abi.NtStatus;
import org.paravane.abi.StructCodec;
import org.paravane.abi.wire.StatusReply;

/**
 * What a command is answered with: wire records, one behind the other.
 *
 * @param parts usually one; none for a completion without data
 */
record Reply(List<Record> parts) {
  /** A completion without data. */
  static final Reply EMPTY = new Reply(List.of());

  /** All went well, and there is nothing else to say. */
  static final Reply SUCCESS = of(new StatusReply(NtStatus.SUCCESS));

  Reply {
    parts = List.copyOf(parts);
  }

  static Reply of(Record record) {
    return new Reply(List.of(record));
  }

  byte[] encode() {
    byte[] whole = new byte[0];
    for (Record part : parts) {
      byte[] bytes = StructCodec.ofValue(part).encode(part);
      int at = whole.length;
      whole = Arrays.copyOf(whole, at + bytes.length);
      System.arraycopy(bytes, 0, whole, at, bytes.length);
    }
    return whole;
  }
}
