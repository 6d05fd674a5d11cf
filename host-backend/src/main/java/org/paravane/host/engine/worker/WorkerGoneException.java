package org.paravane.host.engine.worker;

import java.io.Serial;

/** A worker ended before it was ready. */
public final class WorkerGoneException extends Exception {
  @Serial
  private static final long serialVersionUID = 1L;

  private final transient WorkerEnd end;

  WorkerGoneException(WorkerEnd end) {
    super(end.reason());
    this.end = end;
  }

  public WorkerEnd end() {
    return end;
  }
}
