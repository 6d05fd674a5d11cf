package org.paravane.abi;

/** A locally unique id, 8 bytes with alignment 4: names an adapter. Source: d3dkmt-abi.md section 6. */
@CStruct(name = "winluid", windows = "LUID", size = 8, scalar = "luid")
public record Luid(@CName("a") @Win("LowPart") int low, @CName("b") @Win("s32 HighPart") int high) {
  /** The LUID of nothing. */
  public static final Luid ZERO = new Luid(0, 0);

  /** From the 64-bit number that has the low part in its low half. */
  public static Luid of(long value) {
    return new Luid((int) value, (int) (value >>> 32));
  }

  /** The 64-bit number that has the low part in its low half. */
  public long toLong() {
    return Integer.toUnsignedLong(low) | ((long) high << 32);
  }

  @Override
  public String toString() {
    return Integer.toHexString(high) + ":" + Integer.toHexString(low);
  }
}
