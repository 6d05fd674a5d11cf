package org.paravane.host.engine.remote;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.host.memory.PageStore;
import org.paravane.linux.LinuxException;
import org.paravane.linux.Memfd;
import org.paravane.linux.OwnedFd;
import org.paravane.linux.Seal;

/**
 * The local segment as one guest process has it: a sparse memory file of the segment's length, in which only the ranges that were given
 * to this process are ever touched. The host does not map it; the process's worker does, and no other.
 */
final class RemoteLocalStore implements PageStore, AutoCloseable {
  /** Told when a range has no content any more. */
  @FunctionalInterface
  interface Discarded {
    void discarded(long offset, long bytes);
  }

  private final Memfd file;
  private final long capacityBytes;
  private final Discarded discarded;

  private RemoteLocalStore(Memfd file, long capacityBytes, Discarded discarded) {
    this.file = file;
    this.capacityBytes = capacityBytes;
    this.discarded = discarded;
  }

  static Result<RemoteLocalStore> create(String process, long capacityBytes, Discarded discarded) {
    try {
      Memfd file = Memfd.create("paravane local " + process, capacityBytes);
      file.seal(Seal.SHRINK, Seal.GROW, Seal.SEAL);
      return Result.ok(new RemoteLocalStore(file, capacityBytes, discarded));
    } catch (LinuxException e) {
      return Result.failed(Errno.ENOMEM, "no local memory for a process: process=" + process + ", reason="
          + e.getMessage());
    }
  }

  @Override
  public OwnedFd file() {
    return file.fd();
  }

  @Override
  public long capacityBytes() {
    return capacityBytes;
  }

  @Override
  public @Nullable MemorySegment hostView() {
    return null;
  }

  @Override
  public Result<Long> grow(long bytes) {
    return bytes <= capacityBytes
        ? Result.ok(capacityBytes)
        : Result.failed(Errno.ENOMEM, "local segment too small: wanted=" + bytes + ", capacity=" + capacityBytes);
  }

  @Override
  public Result<Long> residentBytes() {
    try {
      return Result.ok(file.allocatedBytes());
    } catch (LinuxException e) {
      return Result.failed(Errno.EIO, "local memory cannot be measured: " + e.getMessage());
    }
  }

  @Override
  public Result<Long> discard(long offset, long bytes) {
    try {
      file.punchHole(offset, bytes);
    } catch (LinuxException e) {
      return Result.failed(Errno.EIO, "local memory not discarded: " + e.getMessage());
    }
    discarded.discarded(offset, bytes);
    return Result.ok(bytes);
  }

  @Override
  public void close() {
    file.close();
  }
}
