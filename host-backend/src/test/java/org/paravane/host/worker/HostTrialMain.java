package org.paravane.host.worker;

import java.nio.file.Path;
import org.paravane.host.engine.worker.DeviceSelector;
import org.paravane.host.engine.worker.LauncherOptions;
import org.paravane.host.engine.worker.RemoteWorker;
import org.paravane.host.engine.worker.SandboxMode;
import org.paravane.host.engine.worker.WorkerCommand;
import org.paravane.host.engine.worker.WorkerLauncher;
import org.paravane.host.engine.worker.WorkerSettings;

/** A host with two workers that prints their process ids and waits to be killed. */
public final class HostTrialMain {
  private HostTrialMain() {
  }

  public static void main(String[] arguments) throws Exception {
    WorkerLauncher launcher = WorkerLauncher.create(
        WorkerCommand.ofThisProcess().withMainClass(EchoWorkerMain.class.getName()),
        LauncherOptions.of(SandboxMode.BEST_EFFORT));
    for (int i = 0; i < 2; i++) {
      RemoteWorker worker = launcher.start(WorkerSettings.of(DeviceSelector.FIRST, Path.of("/")));
      worker.ready().join();
      System.out.println("worker " + worker.processId().orElseThrow());
    }
    Thread.sleep(60_000);
  }
}
