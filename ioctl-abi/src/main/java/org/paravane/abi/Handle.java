package org.paravane.abi;

/**
 * An opaque object handle, 4 bytes: instance in bits 0..5 (ignored by the real driver's look-ups, not by ours), index in 6..29, unique in 30..31. Source:
 * d3dkmt-abi.md section 6.
 */
@CStruct(name = "d3dkmthandle", size = 4, scalar = "handle", windowsScalar = "u32")
public record Handle(
    @Union({
        @Member(name = "instance", type = int.class, bits = 6), @Member(name = "index", type = int.class, bits = 24),
        @Member(name = "unique", type = int.class, bits = 2), @Member(name = "v", type = int.class)}) int value) {
  /** No handle. */
  public static final Handle NONE = new Handle(0);

  /** Whether it names nothing. */
  public boolean isNone() {
    return value == 0;
  }

  public int instance() {
    return value & 0x3f;
  }

  public int index() {
    return (value >>> 6) & 0xff_ffff;
  }

  public int unique() {
    return value >>> 30;
  }

  /** A handle from its parts; each part is cut to its width. */
  public static Handle of(int index, int unique, int instance) {
    return new Handle((unique << 30) | ((index & 0xff_ffff) << 6) | (instance & 0x3f));
  }

  @Override
  public String toString() {
    return "0x" + Integer.toHexString(value);
  }
}
