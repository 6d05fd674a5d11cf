package org.paravane.device.io;

import java.lang.foreign.MemorySegment;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;

/**
 * The caller's memory and descriptors, the counterpart of {@code copy_from_user}/{@code copy_to_user}. A bad address is
 * EFAULT, never a crash. What is copied in is a private copy: validate the copy, do not read twice.
 */
public interface CallerMemory {

  /** Copies {@code to.byteSize()} bytes from the caller's address; the answer is that size. EFAULT if any byte cannot be read. */
  Result<Long> copyIn(long address, MemorySegment to);

  /** Copies {@code from.byteSize()} bytes to the caller's address; the answer is that size. EFAULT if any byte cannot be written. */
  Result<Long> copyOut(MemorySegment from, long address);

  /**
   * Makes the caller's private pages shared: copies them into a fresh memfd that is mapped over the very same addresses.
   * EFAULT if the range is not private anonymous read-write memory, EOPNOTSUPP where a front cannot do this.
   */
  Result<AdoptedRange> adopt(long address, long bytes);

  /** A duplicate of a descriptor of the caller, for instance an eventfd. EBADF if the caller has no such descriptor. */
  Result<CallerFd> takeFd(int fd);

  /** Memory of a caller that has none to offer: EFAULT, EOPNOTSUPP and EBADF. */
  static CallerMemory none() {
    return NoCallerMemory.NONE;
  }

  /** The memory of {@link Caller#internal}. */
  enum NoCallerMemory implements CallerMemory {
    NONE;

    @Override
    public Result<Long> copyIn(long address, MemorySegment to) {
      return fault(address, to.byteSize());
    }

    @Override
    public Result<Long> copyOut(MemorySegment from, long address) {
      return fault(address, from.byteSize());
    }

    @Override
    public Result<AdoptedRange> adopt(long address, long bytes) {
      return Result.failed(Errno.EOPNOTSUPP, "caller has no memory to share: address=" + address + ", bytes=" + bytes);
    }

    @Override
    public Result<CallerFd> takeFd(int fd) {
      return Result.failed(Errno.EBADF, "caller has no descriptors: fd=" + fd);
    }

    private static Result<Long> fault(long address, long bytes) {
      return Result.failed(Errno.EFAULT, "caller has no memory: address=" + address + ", bytes=" + bytes);
    }
  }
}
