package org.paravane.vmbus;

/**
 * A memory file that the guest handed to the host.
 *
 * @param gpaBase       guest physical address of its first byte, a multiple of 4096
 * @param reservedBytes address space that it may grow to
 */
public record MemoryRegion(long gpaBase, long reservedBytes) {
}
