package org.paravane.vmbus.message;

/** What two ends agreed on. */
public record Negotiated(ProtocolVersion version, Features features) {
  /** Allows every message there is: for tools that read dumps. */
  public static Negotiated everything() {
    return new Negotiated(ProtocolVersion.V6_0, Features.ALL);
  }
}
