package org.paravane.vmbus.ring;

import java.io.Serial;

/** The control page of a ring was invalid when we attached to it. */
public final class RingViolationException extends Exception {
  @Serial
  private static final long serialVersionUID = 1L;

  private final transient RingViolation violation;

  RingViolationException(RingViolation violation) {
    super(violation.toString());
    this.violation = violation;
  }

  public RingViolation violation() {
    return violation;
  }
}
