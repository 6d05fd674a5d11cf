package org.paravane.guest.doctor;

/** How a host's socket answers. */
public sealed interface HostAnswer {

  /** It speaks our protocol. */
  record Speaks() implements HostAnswer {
  }

  /** There is no such socket. */
  record Absent() implements HostAnswer {
  }

  /** This user may not connect. */
  record Forbidden() implements HostAnswer {
  }

  /** A socket is there, and nobody listens. */
  record Refused() implements HostAnswer {
  }

  /** Somebody listens, and does not speak our protocol. */
  record Strange(String why) implements HostAnswer {
  }
}
