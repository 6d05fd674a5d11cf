package org.paravane.vmbus;

import java.io.Serial;

/** A transport operation failed for a reason outside this program: the peer, the connection, or time. */
public class VmbusException extends Exception {
  @Serial
  private static final long serialVersionUID = 1L;

  public VmbusException(String message) {
    super(message);
  }

  public VmbusException(String message, Throwable cause) {
    super(message, cause);
  }
}
