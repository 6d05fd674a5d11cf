package org.paravane.host.engine.remote;

import java.util.function.Consumer;
import org.paravane.abi.Result;
import org.paravane.host.engine.worker.WorkerReplies;

/** Where an adapter's workers come from. */
public interface WorkerSource extends AutoCloseable {
  /**
   * A worker that has no guest yet, soon ready: calls wait until it is.
   *
   * @param replies what it answers, on a thread of its own
   * @param ended told once, on that thread too, when it is gone: after that it answers nothing any more
   * @return EAGAIN if there are too many, or an errno of the system
   */
  Result<WorkerHandle> take(WorkerReplies replies, Consumer<WorkerLoss> ended);

  /** Ends all of them. */
  @Override
  void close();
}
