package org.paravane.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A shared, writable mapping of a file. The segment has the bounds of the mapping and dies with it: an access after
 * {@link #close} is an exception, never a fault.
 *
 * <p>A mapping may reserve more than the file has (a sparse, growing region). A load or store beyond the end of the file
 * is a bus error of the whole JVM, so whoever maps such a file keeps track of the length he has verified, and maps only
 * files that are sealed against shrinking.
 */
public final class SharedMapping implements AutoCloseable {
  private final Arena arena;
  private final MemorySegment segment;

  private SharedMapping(Arena arena, MemorySegment segment) {
    this.arena = arena;
    this.segment = segment;
  }

  /**
   * Maps a part of a file.
   *
   * @param fdOffset start in the file, a multiple of the page size
   * @param bytes length of the mapping, more than 0
   */
  public static SharedMapping map(OwnedFd fd, long fdOffset, long bytes) throws LinuxException {
    return owned(mapped(fd, fdOffset, bytes), bytes, Arena.ofShared());
  }

  /** As {@link #map}, for the calling thread alone; such a mapping is cheap to close. */
  public static SharedMapping mapHere(OwnedFd fd, long fdOffset, long bytes) throws LinuxException {
    return owned(mapped(fd, fdOffset, bytes), bytes, Arena.ofConfined());
  }

  /** A private copy of a part of a file, page by page as it is written; works for files that are sealed against writing. */
  public static SharedMapping mapCopy(OwnedFd fd, long fdOffset, long bytes) throws LinuxException {
    return owned(mapped(fd, fdOffset, bytes, Libc.MAP_PRIVATE), bytes, Arena.ofShared());
  }

  private static long mapped(OwnedFd fd, long fdOffset, long bytes) throws LinuxException {
    return mapped(fd, fdOffset, bytes, Libc.MAP_SHARED);
  }

  private static long mapped(OwnedFd fd, long fdOffset, long bytes, int flags) throws LinuxException {
    long address = Libc.mmap(0, bytes, flags, fd.number(), fdOffset);
    if (address < 0) {
      throw new LinuxException((int) -address, "mmap",
          "fd=%d, offset=%d, bytes=%d".formatted(fd.number(), fdOffset, bytes));
    }
    return address;
  }

  private static SharedMapping owned(long address, long bytes, Arena arena) {
    return new SharedMapping(arena,
        MemorySegment.ofAddress(address).reinterpret(bytes, arena, s -> Libc.munmap(s.address(), bytes)));
  }

  public MemorySegment segment() {
    return segment;
  }

  public long sizeBytes() {
    return segment.byteSize();
  }

  /**
   * Unmaps. Threads that wait on a futex in this memory have to be woken and gone before.
   *
   * @throws IllegalStateException if a system call still uses the memory; nothing is unmapped then
   */
  @Override
  public void close() {
    if (arena.scope().isAlive()) {
      arena.close();
    }
  }
}
