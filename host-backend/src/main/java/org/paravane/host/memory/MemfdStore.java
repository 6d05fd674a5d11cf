package org.paravane.host.memory;

import java.lang.foreign.MemorySegment;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.linux.LinuxException;
import org.paravane.linux.Memfd;
import org.paravane.linux.OwnedFd;
import org.paravane.linux.SharedMapping;

/** A store in a memory file of our own: sparse, so that only touched pages cost memory, and discarded by punching holes. */
public final class MemfdStore implements PageStore, AutoCloseable {
  private final Memfd file;
  private final SharedMapping mapping;
  private final long capacityBytes;

  private MemfdStore(Memfd file, SharedMapping mapping, long capacityBytes) {
    this.file = file;
    this.mapping = mapping;
    this.capacityBytes = capacityBytes;
  }

  /**
   * Makes a store, all of it usable.
   *
   * @param name shown in /proc/PID/maps
   * @param capacityBytes more than 0, a multiple of the page size
   */
  public static MemfdStore create(String name, long capacityBytes) throws LinuxException {
    Memfd file = Memfd.create(name, capacityBytes);
    try {
      return new MemfdStore(file, file.map(capacityBytes), capacityBytes);
    } catch (LinuxException e) {
      file.close();
      throw e;
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
  public MemorySegment hostView() {
    return mapping.segment();
  }

  @Override
  public Result<Long> grow(long bytes) {
    return bytes <= capacityBytes
        ? Result.ok(capacityBytes)
        : Result.failed(Errno.ENOMEM, "store too small: wanted=" + bytes + ", capacity=" + capacityBytes);
  }

  @Override
  public Result<Long> residentBytes() {
    try {
      return Result.ok(file.allocatedBytes());
    } catch (LinuxException e) {
      return Result.failed(Errno.EIO, "store cannot be measured: " + e.getMessage());
    }
  }

  @Override
  public Result<Long> discard(long offset, long bytes) {
    try {
      file.punchHole(offset, bytes);
      return Result.ok(bytes);
    } catch (LinuxException e) {
      return Result.failed(Errno.EIO, "pages not discarded: " + e.getMessage());
    }
  }

  /** Unmaps and closes; nobody may use the memory any more. */
  @Override
  public void close() {
    mapping.close();
    file.close();
  }
}
