package org.paravane.vmbus.message;

import java.util.Arrays;
import java.util.HexFormat;

import org.paravane.vmbus.Offer;

/** The 120 bytes that offers and open messages carry for the device. A value. */
public final class UserData {
  public static final int BYTES = Offer.USER_DATA_BYTES;
  public static final UserData EMPTY = new UserData(new byte[BYTES]);

  private final byte[] bytes;

  private UserData(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Up to 120 bytes, padded with zeros. */
  public static UserData of(byte[] data) {
    if (data.length > BYTES) {
      throw new IllegalArgumentException("user data too long: bytes=" + data.length);
    }
    return new UserData(Arrays.copyOf(data, BYTES));
  }

  /** A copy of the 120 bytes. */
  public byte[] bytes() {
    return bytes.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof UserData that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return Arrays.equals(bytes, EMPTY.bytes) ? "zeros" : HexFormat.of().formatHex(bytes);
  }
}
