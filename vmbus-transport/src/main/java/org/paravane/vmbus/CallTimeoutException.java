package org.paravane.vmbus;

import java.io.Serial;

/** No answer within the allowed time. A completion that arrives later is dropped. */
public final class CallTimeoutException extends VmbusException {
  @Serial
  private static final long serialVersionUID = 1L;

  public CallTimeoutException(String message) {
    super(message);
  }
}
