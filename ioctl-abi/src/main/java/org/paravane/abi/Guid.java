package org.paravane.abi;

import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A GUID, 16 bytes: the first three parts little endian, the last eight bytes in memory order.
 *
 * @param data4 the last eight bytes, the first of them in the highest byte of the number
 */
@CStruct(name = "guid", size = 16, scalar = "guid")
public record Guid(int data1, short data2, short data3, @Length(8) Bytes data4) {
  private static final Pattern TEXT = Pattern
      .compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");

  /** The GUID of nothing. */
  public static final Guid ZERO = new Guid(0, (short) 0, (short) 0, 0L);

  /** With the last eight bytes as a number, first byte highest, as the text shows them. */
  public Guid(int data1, short data2, short data3, long data4) {
    this(data1, data2, data3, Bytes.zero(8).withU64(0, Long.reverseBytes(data4)));
  }

  /** From {@code xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx}, or empty when the text is no GUID. */
  public static Optional<Guid> tryParse(String text) {
    if (!TEXT.matcher(text).matches()) {
      return Optional.empty();
    }
    String digits = text.replace("-", "");
    return Optional.of(
        new Guid(HexFormat.fromHexDigits(digits, 0, 8), (short) HexFormat.fromHexDigits(digits, 8, 12),
            (short) HexFormat.fromHexDigits(digits, 12, 16), HexFormat.fromHexDigitsToLong(digits, 16, 32)));
  }

  /** From {@code xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx}; for constants. */
  public static Guid parse(String text) {
    return tryParse(text).orElseThrow(() -> new IllegalArgumentException("no guid: text=" + text));
  }

  /** The LUID in the first eight bytes: how the instance of a vGPU channel names its adapter. */
  public Luid luidPrefix() {
    return new Luid(data1, Short.toUnsignedInt(data2) | (data3 << 16));
  }

  /** The same GUID with the LUID of an adapter in its first eight bytes. */
  public Guid withLuidPrefix(Luid luid) {
    return new Guid(luid.low(), (short) luid.high(), (short) (luid.high() >>> 16), data4);
  }

  @Override
  public String toString() {
    long tail = Long.reverseBytes(data4.u64(0));
    HexFormat hex = HexFormat.of();
    return hex.toHexDigits(data1) + '-' + hex.toHexDigits(data2) + '-' + hex.toHexDigits(data3) + '-'
        + hex.toHexDigits((short) (tail >>> 48)) + '-' + hex.toHexDigits(tail, 12);
  }
}
