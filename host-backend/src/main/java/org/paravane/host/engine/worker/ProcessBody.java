package org.paravane.host.engine.worker;

import java.util.OptionalInt;
import org.paravane.linux.ChildProcess;

/** A worker's process. */
record ProcessBody(ChildProcess child) implements WorkerBody {
  @Override
  public void kill() {
    child.kill();
  }

  @Override
  public OptionalInt processId() {
    return OptionalInt.of(child.pid());
  }
}
