package org.paravane.abi.extension;

import org.paravane.abi.CStruct;
import org.paravane.abi.Pointer;

/**
 * Argument of {@code PARAVANE_IOCTL_UNLEND} (0x04), 16 bytes: takes back what {@link LendMemory} lent with this very range. EINVAL
 * if there is none, also after an allocation has taken it.
 */
@CStruct(name = "paravane_unlend", size = 16)
public record UnlendMemory(
    @Pointer long address, // in
    long bytes) { // in
}
