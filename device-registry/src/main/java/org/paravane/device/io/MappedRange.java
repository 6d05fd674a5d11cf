package org.paravane.device.io;

/**
 * What a driver lets a caller map: a part of a file that the front maps in its stead. The descriptor stays the driver's.
 *
 * @param fd       the descriptor to map
 * @param fdOffset where the range begins in it, in bytes, page aligned
 * @param length   bytes
 */
public record MappedRange(int fd, long fdOffset, long length) {
}
