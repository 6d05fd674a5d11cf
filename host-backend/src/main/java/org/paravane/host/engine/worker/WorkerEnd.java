package org.paravane.host.engine.worker;

import org.paravane.linux.ChildExit;

/** Why a worker is gone. */
public sealed interface WorkerEnd {
  /**
   * It ended by itself, or a signal ended it: a kernel that wrote out of bounds, a crash of the driver.
   *
   * @param output the last of what it wrote to its outputs
   */
  record Exited(ChildExit exit, String output) implements WorkerEnd {
    @Override
    public String reason() {
      return "worker ended: " + exit;
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
