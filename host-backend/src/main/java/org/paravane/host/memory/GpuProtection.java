package org.paravane.host.memory;

import org.paravane.abi.Errno;
import org.paravane.abi.Result;

/**
 * Rights of a mapping; reading is allowed unless {@code noAccess}. Source: d3dddigpuva_protection_type.
 *
 * @param write engines may write
 * @param execute engines may fetch code
 * @param zero nothing is behind the range: it reads as zeros, writing faults; excludes the others
 * @param noAccess every access faults; excludes the others
 */
public record GpuProtection(boolean write, boolean execute, boolean zero, boolean noAccess) {
  public static final GpuProtection READ_ONLY = new GpuProtection(false, false, false, false);
  public static final GpuProtection READ_WRITE = new GpuProtection(true, false, false, false);
  public static final GpuProtection READ_EXECUTE = new GpuProtection(false, true, false, false);
  public static final GpuProtection ZERO = new GpuProtection(false, false, true, false);
  public static final GpuProtection NO_ACCESS = new GpuProtection(false, false, false, true);

  private static final long KNOWN_BITS = 0xf;

  public GpuProtection {
    if ((zero || noAccess) && (write || execute || zero == noAccess)) {
      throw new IllegalArgumentException("zero and no access exclude every other right");
    }
  }

  /**
   * From the 64-bit value of the ABI: bit 0 write, 1 execute, 2 zero, 3 no access. Bit 4 (system use only) and reserved bits
   * are EINVAL, and so are contradictions.
   */
  public static Result<GpuProtection> of(long value) {
    boolean zero = (value & 4) != 0;
    boolean noAccess = (value & 8) != 0;
    if ((value & ~KNOWN_BITS) != 0 || ((zero || noAccess) && Long.bitCount(value) != 1)) {
      return Result.failed(Errno.EINVAL, "bad gpu protection: value=0x" + Long.toHexString(value));
    }
    return Result.ok(new GpuProtection((value & 1) != 0, (value & 2) != 0, zero, noAccess));
  }

  /** Whether memory stands behind a mapping with this protection. */
  public boolean needsMemory() {
    return !zero && !noAccess;
  }

  /** Whether an engine may do this. */
  public boolean allows(GpuAccess access) {
    return switch (access) {
      case READ -> !noAccess;
      case WRITE -> write;
      case EXECUTE -> execute;
    };
  }
}
