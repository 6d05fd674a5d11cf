package org.paravane.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Another process's memory (or our own, when an address is not to be trusted): copies that answer EFAULT where a load would
 * be a fault. The counterpart of copy_from_user and copy_to_user. Source: process_vm_readv(2).
 */
public final class ProcessMemory {
  private ProcessMemory() {
  }

  /**
   * Fills {@code to} from an address of the process.
   *
   * @return bytes copied, fewer than asked if the range ends in unreadable memory; or −errno if none could be copied
   */
  public static long read(int pid, long remoteAddress, MemorySegment to) {
    if (to.isNative()) {
      return transfer(pid, remoteAddress, to, Libc::processVmRead);
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment staging = arena.allocate(to.byteSize());
      long copied = transfer(pid, remoteAddress, staging, Libc::processVmRead);
      if (copied > 0) {
        MemorySegment.copy(staging, 0, to, 0, copied);
      }
      return copied;
    }
  }

  /**
   * Copies {@code from} to an address of the process.
   *
   * @return bytes copied, fewer than asked if the range ends in unwritable memory; or −errno if none could be copied
   */
  public static long write(int pid, long remoteAddress, MemorySegment from) {
    if (from.isNative()) {
      return transfer(pid, remoteAddress, from, Libc::processVmWrite);
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment staging = arena.allocate(from.byteSize());
      staging.copyFrom(from);
      return transfer(pid, remoteAddress, staging, Libc::processVmWrite);
    }
  }

  /** One direction of the copy. */
  private interface Copy {
    long apply(int pid, long remoteAddress, MemorySegment local);
  }

  private static long transfer(int pid, long remoteAddress, MemorySegment local, Copy copy) {
    long done = 0;
    // The kernel moves at most 2 GiB at a time.
    while (done < local.byteSize()) {
      long result = copy.apply(pid, remoteAddress + done, local.asSlice(done));
      if (result < 0) {
        return done > 0 ? done : result;
      }
      if (result == 0) {
        return done;
      }
      done += result;
    }
    return done;
  }
}
