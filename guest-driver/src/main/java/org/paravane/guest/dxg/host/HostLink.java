package org.paravane.guest.dxg.host;

import java.lang.foreign.MemorySegment;
import org.paravane.abi.Result;

/** One open channel to the host, as the driver uses it. Safe for use by many threads. */
public interface HostLink extends AutoCloseable {

  /**
   * Sends a message and waits for its answer.
   *
   * @return the answer, possibly padded to a multiple of 8 bytes; ENODEV when the channel is or gets closed, EAGAIN when the
   *         host makes no room, ETIMEDOUT when it does not answer
   */
  Result<byte[]> call(MemorySegment message);

  /** Sends a message that is not answered; the value is its length. ENODEV and EAGAIN as for {@link #call}. */
  Result<Long> post(MemorySegment message);

  /** False once the channel is known to be closed. */
  boolean isOpen();

  /** Closes the channel; calls that wait come back with ENODEV. Idempotent. */
  @Override
  void close();
}
