package org.paravane.host.engine.worker;

import org.paravane.linux.ChildExit;
import org.paravane.linux.LinuxException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A worker on a thread of this process, for set-ups in which guests are trusted: the same link with both ends here. It cannot be killed; a
 * loop that hangs in its device stays until the device lets go.
 */
public final class LocalWorker {
  private static final Logger LOG = LoggerFactory.getLogger(LocalWorker.class);

  private LocalWorker() {
  }

  /**
   * Starts it.
   *
   * @param name of its threads
   * @param loop runs on a thread of its own
   */
  public static RemoteWorker start(String name, WorkerSettings settings, WorkerLoop loop) throws LinuxException {
    HostLink link = HostLink.create();
    RemoteWorker worker = RemoteWorker.over(link, name, WorkerSettings.DEFAULT_SPINS);
    WorkerPort port;
    try {
      port = WorkerPort.open(link.memoryFd().duplicate(), link.socketFd().duplicate());
    } catch (LinuxException e) {
      link.close();
      throw e;
    }
    link.workerHasIt();
    worker.begin(port::stop, settings);
    Thread.ofPlatform().daemon().name(name).start(() -> run(worker, port, loop));
    return worker;
  }

  private static void run(RemoteWorker worker, WorkerPort port, WorkerLoop loop) {
    String output = "";
    int code = 0;
    try {
      loop.run(port, port.awaitSettings(() -> true));
    } catch (Exception e) {
      LOG.error("worker's loop failed: thread={}", Thread.currentThread().getName(), e);
      output = e.toString();
      code = 1;
    }
    worker.bodyEnded(new WorkerEnd.Exited(new ChildExit.Code(code), output));
    port.close();
  }
}
