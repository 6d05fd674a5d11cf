package org.paravane.host.engine.worker;

/** Which outcome a {@link ReplyKind#ENDED} tells. */
enum OutcomeKind {
  DONE, PREEMPTED, FAULT, CANCELLED, LOST
}
