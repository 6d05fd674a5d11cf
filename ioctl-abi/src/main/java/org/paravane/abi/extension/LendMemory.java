package org.paravane.abi.extension;

import org.paravane.abi.CStruct;
import org.paravane.abi.Pointer;
import org.paravane.abi.Signed;

/**
 * Argument of {@code PARAVANE_IOCTL_LEND} (0x03), 24 bytes. The caller has put a memory file, sealed against shrinking, over a
 * range of its own addresses; the next LX_DXCREATEALLOCATION with existing memory at that very address takes the file. What
 * no allocation has taken ends with {@link UnlendMemory} or the last close of the open file. EINVAL for a range that is not
 * whole pages or overlaps another, and for a file that is too short or not sealed; EBADF for no descriptor; ENOMEM for too many.
 *
 * @param address page aligned
 * @param bytes   whole pages, not 0; the file has at least as many from its beginning
 * @param fd      memory file of the caller, readable and writable; not needed after the call
 * @param flags   0
 */
@CStruct(name = "paravane_lend", size = 24)
public record LendMemory(
    @Pointer long address, // in
    long bytes, // in
    @Signed int fd, // in
    int flags) { // in
}
