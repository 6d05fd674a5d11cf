package org.paravane.host.engine.worker;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.paravane.linux.ChildExit;

/** Why a worker is gone. */
public sealed interface WorkerEnd {
  /**
   * It ended by itself, or a signal ended it: a kernel that wrote out of bounds, a crash of the driver.
   *
   * @param output the last of what it wrote to its outputs
   */
  record Exited(ChildExit exit, String output) implements WorkerEnd {
    /** How a JVM tells of the signal that it was hit by: it ends itself in another way then. */
    private static final Pattern CRASH = Pattern.compile("# +(SIG[A-Z]+) \\(0x");

    @Override
    public String reason() {
      Matcher crash = CRASH.matcher(output);
      return crash.find() ? "worker crashed: signal=" + crash.group(1) : "worker ended: " + exit;
    }
  }

  /** It said something that no correct worker says, or did not listen, and was killed. */
  record BrokeProtocol(LinkViolation violation) implements WorkerEnd {
    @Override
    public String reason() {
      return violation.toString();
    }
  }

  /** It could not begin, or its host gave up on it; it was killed. */
  record Failed(String why) implements WorkerEnd {
    @Override
    public String reason() {
      return "worker failed: " + why;
    }
  }

  /** Its host closed it. */
  record Closed() implements WorkerEnd {
    @Override
    public String reason() {
      return "worker closed";
    }
  }

  /** In {@code lower case: key=value} form. */
  String reason();
}
