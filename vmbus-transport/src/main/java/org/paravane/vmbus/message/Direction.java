package org.paravane.vmbus.message;

/** Which way a message travels. */
public enum Direction {
  /** Client to server. */
  TO_HOST,
  /** Server to client. */
  TO_GUEST
}
