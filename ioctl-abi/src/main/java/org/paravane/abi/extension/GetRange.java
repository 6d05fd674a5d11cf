package org.paravane.abi.extension;

import org.paravane.abi.CStruct;
import org.paravane.abi.Enumerated;
import org.paravane.abi.Handle;

/**
 * Argument of {@code PARAVANE_IOCTL_GETRANGE} (0x01), 32 bytes. EINVAL for a handle or kind that is none, EOPNOTSUPP for memory
 * that a CPU does not see. The range stays the same for as long as the object lives.
 *
 * @param mmapOffset for mmap(2) of the open file; whole pages
 * @param length     bytes, whole pages
 * @param flags      {@link #WRITABLE}, {@link #READABLE}: what makes sense; the pages of fences belong to the host
 */
@CStruct(name = "paravane_getrange", size = 32)
public record GetRange(
    Handle object, // in
    @Enumerated(RangeKind.class) int kind, // in
    long mmapOffset, // out
    long length, // out
    int flags, // out
    int reserved) {
  /** The caller may write. */
  public static final int WRITABLE = 1;
  /** The caller may read. */
  public static final int READABLE = 2;

  public GetRange answered(long mmapOffset, long length, int flags) {
    return new GetRange(object, kind, mmapOffset, length, flags, reserved);
  }
}
