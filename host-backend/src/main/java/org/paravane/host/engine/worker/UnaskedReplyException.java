package org.paravane.host.engine.worker;

import java.io.Serial;

/** A reply of a worker that was told nothing. */
final class UnaskedReplyException extends RuntimeException {
  @Serial
  private static final long serialVersionUID = 1L;

  UnaskedReplyException(String reply) {
    super(reply, null, false, false);
  }
}
