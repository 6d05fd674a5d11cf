package org.paravane.abi;

import java.util.HexFormat;
import java.util.Locale;

/**
 * A GUID in the Microsoft form: in memory the first three groups are little-endian, the last eight bytes as they are written. Source: vmbus-channels.md.
 *
 * @param data4 the last eight bytes, the first of them in the highest bits
 */
public record Guid(int data1, short data2, short data3, long data4) {
  private static final int TEXT_LENGTH = 36;

  /** Parses {@code xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx}. */
  public static Guid parse(String text) {
    String hex = text.toLowerCase(Locale.ROOT);
    if (hex.length() != TEXT_LENGTH || hex.charAt(8) != '-' || hex.charAt(13) != '-' || hex.charAt(18) != '-'
        || hex.charAt(23) != '-') {
      throw new IllegalArgumentException("not a guid: text=" + text);
    }
    return new Guid(HexFormat.fromHexDigits(hex, 0, 8), (short) HexFormat.fromHexDigits(hex, 9, 13),
        (short) HexFormat.fromHexDigits(hex, 14, 18),
        HexFormat.fromHexDigitsToLong(hex.substring(19, 23) + hex.substring(24)));
  }

  @Override
  public String toString() {
    String last = HexFormat.of().toHexDigits(data4);
    return HexFormat.of().toHexDigits(data1) + "-" + HexFormat.of().toHexDigits(data2) + "-"
        + HexFormat.of().toHexDigits(data3) + "-" + last.substring(0, 4) + "-" + last.substring(4);
  }
}
