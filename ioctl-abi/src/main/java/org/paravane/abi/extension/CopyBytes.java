package org.paravane.abi.extension;

import org.paravane.abi.CStruct;
import org.paravane.abi.Enumerated;
import org.paravane.abi.Handle;
import org.paravane.abi.Pointer;

/**
 * Argument of {@code PARAVANE_IOCTL_COPY} (0x02), 40 bytes: the way to the memory of {@link GetRange} where it cannot be mapped.
 * EFAULT for a bad address, EINVAL for a range outside the object and for writing to a fence.
 *
 * @param offset  where to begin in the object, bytes
 * @param address where to begin in the memory of the caller
 * @param bytes   how many, at most {@link #MAX_BYTES}; 0 copies nothing
 */
@CStruct(name = "paravane_copy", size = 40)
public record CopyBytes(
    Handle object, // in
    @Enumerated(CopyDirection.class) int direction, // in
    long offset, // in
    @Pointer long address, // in
    long bytes, // in
    @Enumerated(RangeKind.class) int kind, // in
    int reserved) {
  /** Most bytes of one call. */
  public static final int MAX_BYTES = 16 << 20;
}
