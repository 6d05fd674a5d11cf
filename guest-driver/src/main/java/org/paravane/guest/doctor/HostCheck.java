package org.paravane.guest.doctor;

import java.nio.file.Path;
import java.util.List;

/** Whether a host is there. */
record HostCheck(Path socket) implements Check {
  private static final String SUBJECT = "host";

  @Override
  public List<Finding> look(SystemView system) {
    String detail = "socket=" + socket;
    return List.of(switch (system.host(socket)) {
      case HostAnswer.Speaks() -> Finding.ok(SUBJECT, detail + ": speaks this version of the protocol");
      case HostAnswer.Absent() -> Finding.needed(SUBJECT, Verdict.ABSENT, detail,
          "start one: paravane host --socket " + socket);
      case HostAnswer.Forbidden() -> Finding.needed(SUBJECT, Verdict.FORBIDDEN, detail,
          "run as the user who started the host, or have him give you the right");
      case HostAnswer.Refused() -> Finding.needed(SUBJECT, Verdict.BROKEN, detail + ": nobody listens",
          "its host ended without removing it; start it again: paravane host --socket " + socket);
      case HostAnswer.Strange(String why) -> Finding.needed(SUBJECT, Verdict.UNSUPPORTED, detail + ": " + why,
          "use a host and a guest of the same version, and a socket of 'paravane host'");
    });
  }
}
