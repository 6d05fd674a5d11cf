package org.paravane.host.engine.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.paravane.host.worker.SandboxTrialMain;
import org.paravane.linux.ThreadRights;

/** What a worker process can do and what it cannot, tried by one. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class WorkerSandboxTest {
  private static final int EPERM = 1;
  private static final int ENOSYS = 38;

  @Test
  void strictRefusesToStartWhatItCannotRestrict() {
    assertThat(SandboxReport.of(SandboxMode.STRICT, 7, "", true).isEnough()).isTrue();
    assertThat(SandboxReport.of(SandboxMode.STRICT, 5, "", true).isEnough()).isFalse();
    assertThat(SandboxReport.of(SandboxMode.STRICT, 7, "the host does not run as root", true).isEnough()).isFalse();
    assertThat(SandboxReport.of(SandboxMode.STRICT, 7, "", false).isEnough()).isFalse();
    assertThat(SandboxReport.of(SandboxMode.BEST_EFFORT, 0, "no", false).isEnough()).isTrue();
    assertThat(SandboxReport.of(SandboxMode.BEST_EFFORT, 0, "no", false).missing()).hasSize(3);
  }

  @Test
  void aWorkerReachesNothingButItsDirectoryAndStillRunsOpenCl() throws Exception {
    SandboxReport report;
    Map<String, String> results = new LinkedHashMap<>();
    Set<String> before = rightsOfAllThreads();
    try (WorkerLauncher launcher = WorkerLauncher.create(
        WorkerCommand.ofThisProcess().withMainClass(SandboxTrialMain.class.getName()),
        LauncherOptions.of(SandboxMode.BEST_EFFORT))) {
      report = launcher.sandbox();
      CollectedReplies replies = new CollectedReplies();
      RemoteWorker worker = launcher.start(WorkerSettings.of(DeviceSelector.FIRST, Path.of("/")));
      worker.bind(replies, replies::worker);
      assertThat(replies.next()).startsWith("ready");
      for (String reply = replies.next(); reply.startsWith("ended 1 1 "); reply = replies.next()) {
        String text = reply.substring(reply.indexOf("reason=") + 7, reply.length() - 1);
        results.put(text.substring(0, text.indexOf(": ")), text.substring(text.indexOf(": ") + 2));
      }
      worker.close();
      worker.gone().get(10, TimeUnit.SECONDS);
    }
    assertThat(rightsOfAllThreads()).isEqualTo(before).hasSize(1);
    assertThat(ThreadRights.isDumpable()).isTrue();
    assumeTrue(report.missing().isEmpty(), () -> "this machine lacks: " + report.missing());
    assertThat(results).allSatisfy((name, result) -> {
      switch (name) {
        case "opencl" -> assertThat(result).isEqualTo("ok");
        case "write own" -> assertThat(result).isEqualTo("fine");
        case "signal self" -> assertThat(result).isEqualTo("0");
        case "own user" -> assertThat(Integer.parseInt(result)).isBetween(LauncherOptions.FIRST_USER,
            LauncherOptions.FIRST_USER + LauncherOptions.USERS);
        case "unknown call" -> assertThat(result).isEqualTo("refused errno=" + ENOSYS);
        case "signal host", "signal init", "signal group", "trace host", "host pidfd", "read host", "socket", "bpf",
            "io_uring", "unshare", "clone user namespace", "setuid", "open by handle" ->
          assertThat(result)
              .isEqualTo("refused errno=" + EPERM);
        default -> assertThat(result).as(name).startsWith("refused ");
      }
    });
    assertThat(results).hasSizeGreaterThan(25);
  }

  /** What the threads of this process may do: one text if all may do the same. */
  private static Set<String> rightsOfAllThreads() throws IOException {
    Set<String> rights = new HashSet<>();
    try (Stream<Path> threads = Files.list(Path.of("/proc/self/task"))) {
      for (Path thread : threads.toList()) {
        try {
          rights.add(rights(Files.readString(thread.resolve("status"))));
        } catch (NoSuchFileException e) {
          // It ended meanwhile.
        }
      }
    }
    return rights;
  }

  private static String rights(String status) {
    return status.lines().filter(line -> line.matches("(Uid|Gid|Groups|NoNewPrivs|Seccomp|Cap[A-Z][a-z]*):.*"))
        .reduce("", (all, line) -> all + line + "\n");
  }
}
