package org.paravane.runtime;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.Result;

/** An open device node. Many threads may call at the same time. */
public interface NodeFile extends AutoCloseable {

  /**
   * As ioctl(2).
   *
   * @param request the request code, which tells the size of the argument
   * @param argument native memory of that size, read and written; pointers in it are addresses of this process
   */
  IoctlAnswer ioctl(int request, MemorySegment argument);

  /**
   * As mmap(2), shared, readable and writable.
   *
   * @param offset where the range begins, as an ioctl named it; a multiple of 4096
   * @param length bytes
   * @param arena unmaps when it closes
   */
  Result<MemorySegment> mmap(long offset, long length, Arena arena);

  /** Whether interrupting a thread ends its request with EINTR. A request to a file of the system only ends by a signal. */
  default boolean isInterruptible() {
    return true;
  }

  /** What the host says of a fault of this open file, null where the node cannot tell. */
  default @Nullable String faultText() {
    return null;
  }

  /** As close(2): the device forgets everything that was made through this file. Idempotent. */
  @Override
  void close();
}
