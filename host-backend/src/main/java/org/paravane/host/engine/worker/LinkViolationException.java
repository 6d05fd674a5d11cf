package org.paravane.host.engine.worker;

import java.io.Serial;

/** A message that breaks a rule; see {@link LinkViolation}. */
final class LinkViolationException extends Exception {
  @Serial
  private static final long serialVersionUID = 1L;

  private final transient LinkViolation violation;

  LinkViolationException(LinkViolation.Rule rule, String detail) {
    super(detail, null, false, false);
    violation = new LinkViolation(rule, detail);
  }

  LinkViolation violation() {
    return violation;
  }
}
