package org.paravane.vmbus;

import java.io.Serial;

/** The waiting thread was interrupted; its interrupt flag is set. A completion that arrives later is dropped. */
public final class CallInterruptedException extends VmbusException {
  @Serial
  private static final long serialVersionUID = 1L;

  public CallInterruptedException(String message) {
    super(message);
  }
}
