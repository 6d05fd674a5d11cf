package org.paravane.host.worker;

import org.paravane.linux.LinuxException;

/** A worker process with an {@link EchoEngine}. */
public final class EchoWorkerMain {
  private EchoWorkerMain() {
  }

  public static void main(String[] arguments) throws LinuxException {
    WorkerMain.run(arguments, new EventLoop((port, settings) -> new EchoEngine(port)));
  }
}
