package org.paravane.guest.fuse;

/**
 * An open file.
 *
 * @param handle the number under which the kernel will speak of it until its release
 * @param seekable whether offsets mean anything
 * @param backing id of the file that mmap shows ({@link Backings}), or 0: then mmap answers ENODEV
 */
public record Opened(long handle, boolean seekable, int backing) {
}
