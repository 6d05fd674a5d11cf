package org.paravane.host.engine.worker;

/** What a worker does from its beginning to its end: opens its device, says that it is ready, and works until it is stopped. */
@FunctionalInterface
public interface WorkerLoop {
  /**
   * Runs on one thread; returns when {@link WorkerPort#isStopped}, which never happens in a process.
   *
   * @throws Exception whatever keeps the worker from going on: it ends
   */
  void run(WorkerPort port, WorkerSettings settings) throws Exception;
}
