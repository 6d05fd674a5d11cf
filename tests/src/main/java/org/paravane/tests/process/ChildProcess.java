package org.paravane.tests.process;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A process of ours: a command of {@code ./paravane} with this JVM's options and class path, or another program. Its standard
 * input is its life line; its standard output is read line by line; its standard error goes to a file or to ours.
 */
public final class ChildProcess implements AutoCloseable {
  private static final String END = "\0end of output";

  private final String name;
  private final Process process;
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
  private final Thread reader;
  private volatile boolean ended;

  private ChildProcess(String name, Process process) {
    this.name = name;
    this.process = process;
    this.reader = Thread.ofPlatform().daemon().name("output of " + name).start(this::readOutput);
  }

  /** Starts {@code paravane arguments…}; {@code errors} takes the standard error, null means ours. */
  public static ChildProcess start(String name, @Nullable Path errors, List<String> arguments) throws IOException {
    return start(name, errors, paravane(List.of(), arguments));
  }

  /** {@code paravane arguments…}, not started yet. */
  public static ProcessBuilder paravane(List<String> moreOptions, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ownOptions());
    command.addAll(moreOptions);
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add("org.paravane.tests.cli.Paravane");
    command.addAll(arguments);
    return new ProcessBuilder(command);
  }

  /** Starts a program; {@code errors} takes the standard error, null means ours. */
  public static ChildProcess start(String name, @Nullable Path errors, ProcessBuilder builder) throws IOException {
    builder.environment().put(LifeLine.VARIABLE, "stdin");
    builder.redirectError(errors == null
        ? ProcessBuilder.Redirect.INHERIT
        : ProcessBuilder.Redirect.appendTo(new File(errors.toString())));
    return new ChildProcess(name, builder.start());
  }

  /** What this JVM was told about native access, memory and compilers, without debuggers, agents and heap sizes. */
  private static List<String> ownOptions() {
    List<String> options = new ArrayList<>(List.of("-XX:+UseSerialGC", "-Xshare:auto"));
    for (String option : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
      if (option.startsWith("--enable-native-access") || option.startsWith("--sun-misc-unsafe")
          || option.startsWith("-XX:SharedArchiveFile") || option.startsWith("-XX:TieredStopAtLevel")) {
        options.add(option);
      }
    }
    return options;
  }

  public String name() {
    return name;
  }

  public long pid() {
    return process.pid();
  }

  /** What the process reads as its standard input. The process's life line is that it stays open. */
  public OutputStream input() {
    return process.getOutputStream();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** The next line of output, empty at the end of it; throws if none comes in time. */
  public Optional<String> nextLine(Duration timeout) throws IOException {
    if (ended && lines.isEmpty()) {
      return Optional.empty();
    }
    try {
      String line = lines.poll(timeout.toNanos(), TimeUnit.NANOSECONDS);
      if (line == null) {
        throw new IOException("no line of output in time: process=" + name + ", seconds=" + timeout.toSeconds());
      }
      return END.equals(line) ? Optional.empty() : Optional.of(line);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for output: process=" + name, e);
    }
  }

  /** A line of output that is there already; empty if none is, or at the end. */
  public Optional<String> lineNow() {
    String line = lines.poll();
    return line == null || END.equals(line) ? Optional.empty() : Optional.of(line);
  }

  /** The exit status, or empty if the process still runs after {@code timeout}. */
  public Optional<Integer> waitFor(Duration timeout) throws InterruptedException {
    return process.waitFor(timeout.toNanos(), TimeUnit.NANOSECONDS)
        ? Optional.of(process.exitValue())
        : Optional.empty();
  }

  /** Sends SIGINT, as Ctrl-C does. */
  public void interrupt() throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-INT", Long.toString(pid())).inheritIO().start().waitFor();
  }

  /** Sends SIGTERM. */
  public void terminate() {
    process.destroy();
  }

  /** Sends SIGKILL. */
  public void kill() {
    process.destroyForcibly();
  }

  /** Ends the process, kindly first, and waits until it is gone. */
  @Override
  public void close() {
    try {
      process.destroy();
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor(5, TimeUnit.SECONDS);
      }
      reader.join(Duration.ofSeconds(5));
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private void readOutput() {
    try (BufferedReader output = new BufferedReader(
        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      String line;
      while ((line = output.readLine()) != null) {
        lines.add(line);
      }
    } catch (IOException | UncheckedIOException e) {
      // The process was killed while it wrote: what came is what there is.
    } finally {
      ended = true;
      lines.add(END);
    }
  }
}
