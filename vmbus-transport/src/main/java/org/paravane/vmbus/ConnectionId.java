package org.paravane.vmbus;

/** Number of a guest connection within one server, from 1, never reused. Not a secret: it names, it does not authorise. */
public record ConnectionId(long value) {
  @Override
  public String toString() {
    return Long.toString(value);
  }
}
