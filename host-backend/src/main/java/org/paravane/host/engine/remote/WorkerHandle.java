package org.paravane.host.engine.remote;

import java.time.Duration;
import java.util.Optional;
import org.paravane.host.engine.worker.WorkerCalls;

/** A worker that runs. */
public interface WorkerHandle {
  /** Whether it has started: what it is told before is done as soon as it has. */
  boolean isReady();

  /** What it can be told; from any thread. Told to a worker that is gone, nothing happens. */
  WorkerCalls calls();

  /** Processor time that it has used so far; empty if it is gone or no process of its own. */
  Optional<Duration> processorTime();

  /** Ends it at once, whatever it does. Its end is reported as that of any other. */
  void kill(String reason);
}
