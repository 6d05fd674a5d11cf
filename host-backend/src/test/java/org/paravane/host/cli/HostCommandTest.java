package org.paravane.host.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.paravane.host.vsp.LinkedGuest;
import org.paravane.vmbus.Connector;
import picocli.CommandLine;

@Timeout(120)
class HostCommandTest {
  @TempDir
  private Path directory;

  private final List<Process> started = new ArrayList<>();

  @AfterEach
  void endProcesses() {
    started.forEach(Process::destroyForcibly);
  }

  private record Outcome(int exitCode, String out, String err) {
  }

  private static Outcome run(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line = new CommandLine(new HostCommand()).setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    int exitCode = line.execute(args);
    return new Outcome(exitCode, out.toString(), err.toString());
  }

  private Outcome control(String command, String... args) {
    List<String> words = new ArrayList<>(List.of(command, "--socket", socket().toString()));
    words.addAll(List.of(args));
    return run(words.toArray(String[]::new));
  }

  private Path socket() {
    return directory.resolve("host.sock");
  }

  /** A host in a process of its own, which has said that it is ready. */
  private Process host(String... more) throws IOException {
    List<String> command = new ArrayList<>(List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(), "--enable-native-access=ALL-UNNAMED",
        "--sun-misc-unsafe-memory-access=deny", "-cp", System.getProperty("java.class.path"), HostMain.class.getName(),
        "--socket", socket().toString(), "--json", "--engine", "simulated", "--memory", "64M"));
    command.addAll(List.of(more));
    Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    started.add(process);
    BufferedReader reader = process.inputReader(StandardCharsets.UTF_8);
    String ready = Objects.requireNonNull(reader.readLine(), "host did not say that it is ready");
    assertThat(ready).startsWith("{\"ready\":true,\"pid\":" + process.pid())
        .contains("\"socket\":\"" + socket() + "\"");
    return process;
  }

  private List<Path> files() throws IOException {
    try (var files = Files.list(directory)) {
      return files.toList();
    }
  }

  @Test
  void aTerminatedHostLeavesNothingAndExitsWithZero() throws Exception {
    Process host = host("--devices", "2");
    try (LinkedGuest guest = new LinkedGuest(Connector.local(socket()))) {
      guest.use(guest.nextOffer());
      assertThat(files()).hasSize(2);
      for (Path file : files()) {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
      }

      host.destroy();

      assertThat(host.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(host.exitValue()).isZero();
      assertThat(guest.awaitDisconnected()).isTrue();
    }
    assertThat(files()).isEmpty();
  }

  @Test
  void aKilledHostIsReplaced() throws Exception {
    Process first = host();
    first.destroyForcibly();
    assertThat(first.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(files()).as("left by the dead host").hasSize(2);

    host();

    assertThat(control("stats").exitCode()).isZero();
  }

  @Test
  void aRunningHostIsLookedAtAndChanged() throws Exception {
    Process host = host("--devices", "1", "--compute-nodes", "2", "--copy-nodes", "0");

    assertThat(control("stats").out()).startsWith("{\"ok\":true,").contains("\"id\":0");
    assertThat(control("objects").out()).startsWith("{\"ok\":true,").contains("\"guests\":[]");
    assertThat(control("add-device").out()).contains("\"id\":1");
    assertThat(control("inject-fault", "1", "hang", "queue").exitCode()).isZero();
    Outcome removed = control("remove-device", "0");
    assertThat(removed.exitCode()).isZero();
    Outcome again = control("remove-device", "0");
    assertThat(again.exitCode()).isEqualTo(1);
    assertThat(again.out()).startsWith("{\"ok\":false,").contains("no such adapter");
    assertThat(control("shutdown").exitCode()).isZero();

    assertThat(host.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(host.exitValue()).isZero();
    assertThat(files()).isEmpty();
  }

  @Test
  void aSecondHostOnTheSameSocketDoesNotStart() throws Exception {
    host();

    Outcome second = run("--socket", socket().toString());

    assertThat(second.exitCode()).isEqualTo(1);
    assertThat(second.err()).contains("host cannot start: socket=" + socket());
    assertThat(control("stats").exitCode()).as("the first goes on").isZero();
  }

  @Test
  void commandsWithoutAHostSaySo() {
    Outcome stats = control("stats");

    assertThat(stats.exitCode()).isEqualTo(69);
    assertThat(stats.err()).contains("no host there");
  }

  @Test
  void badArgumentsAreUsageErrors() {
    for (String[] bad : new String[][]{{}, {"--socket"}, {"--socket", "x", "--devices", "-1"},
        {"--socket", "x", "--devices", "1025"}, {"--socket", "x", "--memory", "4097"},
        {"--socket", "x", "--memory", "0"},
        {"--socket", "x", "--memory", "9999999999T"}, {"--socket", "x", "--memory", "lots"},
        {"--socket", "x", "--compute-nodes", "0"}, {"--socket", "x", "--copy-nodes", "17"},
        {"--socket", "x", "--engine", "OPENCL"}, {"--socket", "x", "--isolation", "none"},
        {"--socket", "x", "--spare-workers", "17"}, {"--socket", "x", "--timing", "fast"}, {"stats"},
        {"remove-device", "--socket", "x"},
        {"remove-device", "--socket", "x", "y"}, {"inject-fault", "--socket", "x", "1"}, {"unknown"}}) {
      assertThat(run(bad).exitCode()).as(String.join(" ", bad)).isEqualTo(64);
    }
  }

  @Test
  void helpNamesOptionsAndExitCodes() {
    Outcome help = run("--help");

    assertThat(help.exitCode()).isZero();
    assertThat(help.out()).contains("--socket", "--devices", "--memory", "--partition-memory", "--compute-nodes",
        "--copy-nodes", "--timing", "--json", "Exit codes:", "stats", "add-device", "remove-device", "inject-fault",
        "shutdown");
    for (String command : List.of("stats", "objects", "add-device", "remove-device", "inject-fault", "shutdown")) {
      Outcome of = run(command, "--help");
      assertThat(of.exitCode()).isZero();
      assertThat(of.out()).contains("--socket", "Exit codes:");
    }
  }

  @Test
  void sizesAreReadInPowersOf1024() throws Exception {
    ByteSize size = new ByteSize();

    assertThat(size.convert("4096")).isEqualTo(4096);
    assertThat(size.convert("64k")).isEqualTo(65536);
    assertThat(size.convert("512M")).isEqualTo(512L << 20);
    assertThat(size.convert("2G")).isEqualTo(2L << 30);
    assertThat(size.convert("1T")).isEqualTo(1L << 40);
  }
}
