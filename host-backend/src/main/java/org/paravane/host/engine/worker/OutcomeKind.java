package org.paravane.host.engine.worker;

import org.jspecify.annotations.Nullable;

/** Which outcome a {@link ReplyKind#ENDED} tells; the number is the ordinal. */
enum OutcomeKind {
  DONE, PREEMPTED, FAULT, CANCELLED, LOST;

  private static final OutcomeKind[] ALL = values();

  static @Nullable OutcomeKind of(int number) {
    return number >= 0 && number < ALL.length ? ALL[number] : null;
  }
}
