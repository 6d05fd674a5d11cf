package org.paravane.vmbus;

import java.io.Serial;

/** The peer did not make room in the ring within the allowed time (guest), or the queue behind a full ring is full as well (host). Nothing was sent. */
public final class RingFullException extends VmbusException {
  @Serial
  private static final long serialVersionUID = 1L;

  public RingFullException(String message) {
    super(message);
  }
}
