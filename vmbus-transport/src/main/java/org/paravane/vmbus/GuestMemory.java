package org.paravane.vmbus;

import org.paravane.linux.Memfd;

/** The guest physical address space of one connection, as the guest sees it: which numbers are taken, and which memory the host may use. Safe for use by any thread. */
@SuppressWarnings({"DoNotCallSuggester", "ObjectToString"})
public final class GuestMemory {
  /**
   * Takes a range of guest physical addresses; nothing is backed yet.
   *
   * @param bytes rounded up to whole pages
   * @return its first address, a multiple of 4096, never 0
   */
  public long reserve(long bytes) throws VmbusException {
    throw new UnsupportedOperationException("interim: bytes=" + bytes);
  }

  /** Gives a range of {@link #reserve} back. Its regions must have been withdrawn. */
  public void unreserve(long gpaBase) {
    throw new UnsupportedOperationException("interim: gpaBase=" + gpaBase);
  }

  /**
   * Hands memory to the host, and waits until the host has mapped it. The file is sealed against shrinking by this call. The caller keeps and closes the file.
   *
   * @param memfd         as long as what is used; may grow up to the reserved bytes by either side
   * @param gpaBase       address of its first byte, in a range reserved before; a multiple of 4096
   * @param reservedBytes at least its length, a multiple of 4096
   */
  public MemoryRegion share(Memfd memfd, long gpaBase, long reservedBytes) throws VmbusException {
    throw new UnsupportedOperationException("interim: gpaBase=" + gpaBase + reservedBytes + memfd);
  }

  /** Takes memory back from the host, and waits until the host no longer resolves it. Does nothing where it is gone already. */
  public void withdraw(MemoryRegion region) {
    throw new UnsupportedOperationException("interim: region=" + region);
  }
}
