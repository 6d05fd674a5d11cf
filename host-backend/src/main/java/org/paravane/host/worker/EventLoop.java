package org.paravane.host.worker;

import org.paravane.host.engine.worker.WorkerLoop;
import org.paravane.host.engine.worker.WorkerPort;
import org.paravane.host.engine.worker.WorkerSettings;

/** A worker's event loop: calls are taken, the engine goes on as far as it can, and when neither had anything to do it sleeps. */
public final class EventLoop implements WorkerLoop {
  /** Calls that are taken before the engine goes on. */
  private static final int BATCH = 64;

  private final WorkerEngine.Opener opener;

  /** A loop over the engine that an opener opens, in the loop's thread. */
  public EventLoop(WorkerEngine.Opener opener) {
    this.opener = opener;
  }

  @Override
  public void run(WorkerPort port, WorkerSettings settings) throws Exception {
    try (WorkerEngine engine = opener.open(port, settings)) {
      port.ready(engine.facts());
      while (!port.isStopped()) {
        int taken = port.poll(engine.calls(), BATCH);
        boolean advanced = engine.advance();
        if (taken == 0 && !advanced) {
          port.await(engine.idleNanos());
        }
      }
    }
  }
}
