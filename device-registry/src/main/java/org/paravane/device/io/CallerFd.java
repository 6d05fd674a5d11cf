package org.paravane.device.io;

/** Our own duplicate of a descriptor that a caller passed by number; closing it leaves the caller's one open. */
public interface CallerFd extends AutoCloseable {

  /** The descriptor in this process. */
  int fd();

  /** Closes the duplicate. Idempotent. */
  @Override
  void close();
}
