package org.paravane.host.worker;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.paravane.host.engine.worker.LocalWorker;
import org.paravane.host.engine.worker.RemoteWorker;
import org.paravane.host.engine.worker.WorkerSettings;
import org.paravane.linux.LinuxException;

/** A worker that begins and ends, so that the JVM learns which classes workers need. It has no guest and is not restricted. */
public final class WorkerTraining {
  private static final long LONGEST_SECONDS = 60;

  private WorkerTraining() {
  }

  /** Argument: the settings as a text. */
  public static void main(String[] arguments)
      throws LinuxException, InterruptedException, ExecutionException, TimeoutException {
    WorkerSettings settings = WorkerSettings.parse(arguments[0]);
    RemoteWorker worker = LocalWorker.start("training", settings, WorkerMain.loop());
    worker.ready().get(LONGEST_SECONDS, TimeUnit.SECONDS);
    worker.close();
    // Not halt: the archive is written at an orderly end.
    System.exit(0);
  }
}
