package org.paravane.host.worker;

import org.paravane.host.engine.worker.WorkerCommand;
import org.paravane.host.engine.worker.WorkerLoop;
import org.paravane.host.engine.worker.WorkerPort;
import org.paravane.host.engine.worker.WorkerSettings;
import org.paravane.linux.LinuxException;
import org.paravane.linux.OwnedFd;
import org.paravane.linux.Processes;

/** The main program of a worker process. */
public final class WorkerMain {
  /** The worker's host is gone. */
  private static final int NO_HOST = 3;
  /** The loop failed; its last words are on the error output. */
  private static final int FAILED = 4;

  private WorkerMain() {
  }

  /** Argument: the process id of the host. */
  public static void main(String[] arguments) throws LinuxException {
    run(arguments, loop());
  }

  /** The loop over an OpenCL device. */
  public static WorkerLoop loop() {
    return new EventLoop(OpenClEngine::open);
  }

  /** As {@link #main}, with another loop. Never returns. */
  public static void run(String[] arguments, WorkerLoop loop) throws LinuxException {
    WorkerPort port = WorkerPort.open(OwnedFd.of(WorkerCommand.MEMORY_FD), OwnedFd.of(WorkerCommand.SOCKET_FD));
    // The thread that started us is gone by the time the settings come; the signal would mean that thread.
    int host = Integer.parseInt(arguments[0]);
    WorkerSettings settings = port.awaitSettings(() -> Processes.isParent(host));
    if (!Processes.dieWithParent(host)) {
      Runtime.getRuntime().halt(NO_HOST);
    }
    try {
      SelfRestriction.apply(settings.confinement());
      loop.run(port, settings);
      Runtime.getRuntime().halt(0);
    } catch (Throwable e) {
      e.printStackTrace();
      port.failed(e.toString());
      Runtime.getRuntime().halt(FAILED);
    }
  }
}
