package org.paravane.host.engine.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.paravane.host.worker.EchoWorkerMain;
import org.paravane.host.worker.HostTrialMain;

/** Worker processes come and go and leave nothing. */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class WorkerLifeTest {
  private static final int WORKERS = 50;
  private static final int AT_A_TIME = 5;

  private static WorkerCommand echo() {
    return WorkerCommand.ofThisProcess().withMainClass(EchoWorkerMain.class.getName())
        .withOptions(List.of("-XX:TieredStopAtLevel=1"));
  }

  @Test
  void fiftyWorkersLeaveNoProcessDescriptorThreadOrDirectory() throws Exception {
    startAndStop(1);
    Set<String> directories = directories();
    long descriptors = count("/proc/self/fd");
    startAndStop(WORKERS);
    assertThat(ProcessHandle.current().children()).isEmpty();
    assertThat(directories()).isEqualTo(directories);
    assertThat(threads()).isEmpty();
    assertThat(count("/proc/self/fd")).isLessThanOrEqualTo(descriptors);
  }

  private static void startAndStop(int workers) throws Exception {
    try (WorkerLauncher launcher = WorkerLauncher.create(echo(), LauncherOptions.of(SandboxMode.BEST_EFFORT))) {
      List<RemoteWorker> running = new ArrayList<>();
      for (int i = 0; i < workers; i++) {
        RemoteWorker worker = launcher.start(WorkerSettings.of(DeviceSelector.FIRST, Path.of("/")));
        running.add(worker);
        if (i % 2 == 0) {
          worker.ready().join();
        }
        if (running.size() > AT_A_TIME) {
          running.removeFirst().close();
        }
        if (i % 3 == 0) {
          worker.close();
        }
      }
      for (RemoteWorker worker : running) {
        worker.close();
        worker.gone().get(20, TimeUnit.SECONDS);
      }
      waitUntil(() -> threads().isEmpty());
    }
  }

  @Test
  void theWorkersOfAKilledHostDieWithIt() throws Exception {
    Process host = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=deny", "-cp",
        String.join(":", WorkerCommand.ofThisProcess().classPath().stream().map(Path::toString).toList()),
        HostTrialMain.class.getName()).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    List<Long> workers = new ArrayList<>();
    try (BufferedReader output = host.inputReader()) {
      while (workers.size() < 2) {
        String line = output.readLine();
        assertThat(line).isNotNull();
        if (line.startsWith("worker ")) {
          workers.add(Long.valueOf(line.substring(7)));
        }
      }
      assertThat(workers).allMatch(pid -> ProcessHandle.of(pid).isPresent());
    } finally {
      host.destroyForcibly().waitFor();
    }
    waitUntil(() -> workers.stream().noneMatch(WorkerLifeTest::runs));
  }

  private static boolean runs(long pid) {
    try {
      return !Files.readString(Path.of("/proc/" + pid + "/stat")).matches("(?s).*\\) [ZX] .*");
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void sparesAreReadyAndReplaced() throws Exception {
    try (WorkerLauncher launcher = WorkerLauncher.create(echo(), LauncherOptions.of(SandboxMode.BEST_EFFORT));
        SpareWorkers spares = SpareWorkers.keep(launcher, WorkerSettings.of(DeviceSelector.FIRST, Path.of("/")), 1)) {
      waitUntil(() -> spares.ready() == 1);
      RemoteWorker first = spares.take();
      assertThat(first.ready()).isDone();
      waitUntil(() -> spares.ready() == 1);
      RemoteWorker second = spares.take();
      waitUntil(() -> spares.ready() == 1);
      assertThat(second).isNotSameAs(first);
      first.close();
      second.close();
      first.gone().get(20, TimeUnit.SECONDS);
      second.gone().get(20, TimeUnit.SECONDS);
    }
    waitUntil(() -> threads().isEmpty());
  }

  @Test
  void aSpareThatDiesIsReplaced() throws Exception {
    try (WorkerLauncher launcher = WorkerLauncher.create(echo(), LauncherOptions.of(SandboxMode.BEST_EFFORT));
        SpareWorkers spares = SpareWorkers.keep(launcher, WorkerSettings.of(DeviceSelector.FIRST, Path.of("/")), 1)) {
      waitUntil(() -> spares.ready() == 1);
      ProcessHandle.current().children().forEach(ProcessHandle::destroyForcibly);
      waitUntil(() -> spares.ready() == 0);
      waitUntil(() -> spares.ready() == 1);
    }
    waitUntil(() -> threads().isEmpty());
  }

  @Test
  void sparesThatAreClosedWhileOneStartsLeaveNothing() throws Exception {
    Set<String> directories = directories();
    for (int i = 0; i < 8; i++) {
      try (WorkerLauncher launcher = WorkerLauncher.create(echo(), LauncherOptions.of(SandboxMode.BEST_EFFORT));
          SpareWorkers spares = SpareWorkers.keep(launcher, WorkerSettings.of(DeviceSelector.FIRST, Path.of("/")), 1)) {
        Thread.sleep(30L * i);
        assertThat(spares.ready()).isBetween(0, 1);
      }
      assertThat(directories()).isEqualTo(directories);
      assertThat(ProcessHandle.current().children()).isEmpty();
    }
  }

  @Test
  void aMainClassThatDoesNotExistIsAnEndWithAReason() throws Exception {
    try (WorkerLauncher launcher = WorkerLauncher.create(echo().withMainClass("no.such.Main"),
        LauncherOptions.of(SandboxMode.BEST_EFFORT))) {
      RemoteWorker worker = launcher.start(WorkerSettings.of(DeviceSelector.FIRST, Path.of("/")));
      assertThatThrownBy(() -> worker.ready().get(20, TimeUnit.SECONDS)).hasMessageContaining("worker ended");
      assertThat(((WorkerEnd.Exited) worker.gone().get()).output()).contains("no.such.Main");
    }
  }

  /** Polls, because what is waited for is another process's doing. */
  private static void waitUntil(Condition condition) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!condition.holds()) {
      assertThat(System.nanoTime()).as("in time").isLessThan(end);
      Thread.sleep(10);
    }
  }

  @FunctionalInterface
  private interface Condition {
    boolean holds() throws Exception;
  }

  private static List<String> threads() {
    return Thread.getAllStackTraces().keySet().stream().map(Thread::getName)
        .filter(name -> name.startsWith("worker-") || name.startsWith("spare-") || name.startsWith("restricted-"))
        .toList();
  }

  private static long count(String directory) throws IOException {
    try (Stream<Path> entries = Files.list(Path.of(directory))) {
      return entries.count();
    }
  }

  private static Set<String> directories() throws IOException {
    try (Stream<Path> entries = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return entries.map(Path::toString).filter(name -> name.contains("paravane-workers-"))
          .collect(Collectors.toSet());
    }
  }
}
