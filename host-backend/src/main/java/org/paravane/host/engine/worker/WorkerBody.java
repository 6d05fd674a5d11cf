package org.paravane.host.engine.worker;

import java.util.OptionalInt;

/** What a worker runs in: a process, or a thread of this one. */
interface WorkerBody {
  /**
   * Ends it as soon as possible. Idempotent; any thread. The end itself is reported to {@link RemoteWorker#bodyEnded} by whoever watches
   * the body.
   */
  void kill();

  /** The process, if it is one of its own. */
  default OptionalInt processId() {
    return OptionalInt.empty();
  }
}
