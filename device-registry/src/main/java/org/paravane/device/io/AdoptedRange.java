package org.paravane.device.io;

/**
 * Pages of a caller that now live in a memfd which caller and driver share. Closing gives the pages back: the content
 * becomes private memory of the caller again, if it still lives.
 */
public interface AdoptedRange extends AutoCloseable {

  /** The memfd; owned by this range. */
  int fd();

  /** Where the range begins in the memfd, in bytes. */
  long fdOffset();

  /** The length in bytes, a multiple of the page size. */
  long length();

  /** Gives the pages back. Idempotent. */
  @Override
  void close();
}
