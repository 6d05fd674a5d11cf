package org.paravane.device.io;

import java.lang.foreign.MemorySegment;
import org.paravane.abi.Result;

/** One reader of something that goes on: bytes come in order, each once, like those of a pipe. May be used by many threads. */
public interface StreamReader extends AutoCloseable {

  /**
   * Reads at least one byte, as many as there are and fit. EAGAIN if there is none and the reader does not block, EINTR if its
   * thread is interrupted. 0 only for an empty segment, and after the close.
   */
  Result<Integer> read(MemorySegment into, boolean nonBlocking);

  /** What is ready now; the waiter is told when that may have changed. */
  PollEvents poll(PollWaiter waiter);

  /** Ends it; whoever reads comes back. Idempotent. */
  @Override
  void close();
}
