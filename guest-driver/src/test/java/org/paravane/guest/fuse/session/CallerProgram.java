package org.paravane.guest.fuse.session;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The C program {@code caller.c}, built once, and its processes, which end with this object. */
final class CallerProgram implements AutoCloseable {
  private final Path directory;
  private final Path program;
  private final List<Process> started = new ArrayList<>();

  private CallerProgram(Path directory, Path program) {
    this.directory = directory;
    this.program = program;
  }

  /** One of its processes. */
  record Run(Process process, BufferedReader output) {
    /** The next line that it prints; "end" after the last. */
    String line() throws IOException {
      String line = output.readLine();
      return line == null ? "end" : line;
    }

    void signal(String name) throws IOException, InterruptedException {
      new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
    }
  }

  static CallerProgram build() throws IOException, InterruptedException {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/gcc")), "needs gcc");
    Path directory = Files.createTempDirectory("paravane-caller-");
    Path source = directory.resolve("caller.c");
    try (InputStream text = CallerProgram.class.getResourceAsStream("caller.c")) {
      Files.copy(Objects.requireNonNull(text, "caller.c"), source);
    }
    Path program = directory.resolve("caller");
    Process gcc = new ProcessBuilder("gcc", "-std=c11", "-O2", "-Wall", "-Wextra", "-Werror", "-pthread", "-o",
        program.toString(), source.toString()).inheritIO().start();
    if (gcc.waitFor() != 0) {
      throw new IOException("caller.c does not compile");
    }
    // Other users start it as well.
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    return new CallerProgram(directory, program);
  }

  /** Starts it and waits until it is about to call. */
  Run start(Path node, String... words) throws IOException {
    return start(List.of(), node, words);
  }

  /** As above, by another program, which begins the command line. */
  Run start(List<String> by, Path node, String... words) throws IOException {
    Run run = run(by, node, words);
    String line = run.line();
    if (!line.equals("ready")) {
      throw new IOException("caller says: " + line);
    }
    return run;
  }

  /** Starts it and waits for nothing. */
  Run run(List<String> by, Path node, String... words) throws IOException {
    List<String> command = new ArrayList<>(by);
    command.addAll(List.of(program.toString(), node.toString()));
    command.addAll(List.of(words));
    Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    synchronized (started) {
      started.add(process);
    }
    return new Run(process, process.inputReader(StandardCharsets.UTF_8));
  }

  /** Ends what still runs, so that the next test begins with nothing. */
  void killAll() {
    synchronized (started) {
      started.forEach(Process::destroyForcibly);
      started.forEach(process -> process.onExit().join());
      started.clear();
    }
  }

  @Override
  public void close() throws IOException {
    killAll();
    Files.deleteIfExists(program);
    Files.deleteIfExists(directory.resolve("caller.c"));
    Files.deleteIfExists(directory);
  }
}
