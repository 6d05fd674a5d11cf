package org.paravane.guest.node;

import java.lang.foreign.MemorySegment;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.device.OpenFile;
import org.paravane.device.io.CallerMemory;
import org.paravane.device.io.IoctlResult;
import org.paravane.device.io.MappedRange;
import org.paravane.linux.LinuxException;
import org.paravane.linux.OwnedFd;
import org.paravane.linux.SharedMapping;

/** An open device node of this process. */
public final class LocalFile implements AutoCloseable {
  private final OpenFile file;
  private final CallerMemory memory;

  LocalFile(OpenFile file, CallerMemory memory) {
    this.file = file;
    this.memory = memory;
  }

  /** The open file below. */
  public OpenFile file() {
    return file;
  }

  /**
   * A request as a C program makes it: the argument is at an address, and is copied in and out as the request's size and
   * direction say. Memory that cannot be written is EFAULT before anything happens.
   */
  public IoctlResult ioctl(int request, long address) {
    MemorySegment argument = MemorySegment.ofArray(new byte[IoctlNumber.sizeBytes(request)]);
    if (IoctlNumber.isRead(request) || IoctlNumber.isWritten(request)) {
      Result<Long> copied = memory.copyIn(address, argument);
      if (IoctlNumber.isRead(request) && copied instanceof Result.Ok) {
        copied = memory.copyOut(argument, address);
      }
      if (copied instanceof Result.Failed<Long>) {
        return IoctlResult.of(copied);
      }
    }
    IoctlResult result = file.ioctl(request, argument);
    if (IoctlNumber.isRead(request) && memory.copyOut(argument, address) instanceof Result.Failed<Long> failed) {
      return IoctlResult.of(failed);
    }
    return result;
  }

  /** A request whose argument is used in place; it must be as long as the request's size says. */
  public IoctlResult ioctl(int request, MemorySegment argument) {
    return file.ioctl(request, argument);
  }

  /** Maps a range of the file, shared. The file is held open meanwhile, so that the descriptor stays what it is. EINVAL for a range that is not there, ENOMEM when the system refuses, or what the driver says. */
  public Result<SharedMapping> mmap(long offset, long length) {
    return file.duplicate().flatMap(held -> {
      try (held) {
        return held.mmap(offset, length, true).flatMap(LocalFile::map);
      }
    });
  }

  private static Result<SharedMapping> map(MappedRange range) {
    OwnedFd borrowed = OwnedFd.of(range.fd());
    try {
      return Result.ok(SharedMapping.map(borrowed, range.fdOffset(), range.length()));
    } catch (LinuxException e) {
      return Result.failed(e.known().orElse(Errno.ENOMEM), "cannot be mapped: why=" + e.getMessage());
    } finally {
      borrowed.release();
    }
  }

  @Override
  public void close() {
    file.close();
  }
}
