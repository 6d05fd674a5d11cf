package org.paravane.tests.bench.device;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.paravane.tests.nodes.NativeProgram;
import org.paravane.tests.process.ChildProcess;

/** A running {@code bench_opencl} or {@code bench_node}: asked by a line, answers by a line. */
final class DeviceProgram implements AutoCloseable {
  /** The first answer: compiling kernels takes a while on a busy machine, a build on a cold cache too. */
  private static final Duration START = Duration.ofMinutes(2);
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final String[] SHARED_SOURCES = {"bench_work.c", "bench_compute.c"};
  private static final int NO_OPENCL = 69;

  private final String subject;
  private final ChildProcess process;
  private final Path errors;
  private final OutputStream requests;
  private final String device;

  private DeviceProgram(String subject, ChildProcess process, Path errors) throws IOException {
    this.subject = subject;
    this.process = process;
    this.errors = errors;
    this.requests = process.input();
    this.device = answer(START);
  }

  /** Starts the program that uses OpenCL in its own process; empty where there is no OpenCL. */
  static Optional<DeviceProgram> startNative(Path folder) throws IOException, InterruptedException {
    NativeProgram program = NativeProgram.compile("bench_opencl", SHARED_SOURCES);
    Path errors = folder.resolve("native-errors");
    ChildProcess process = ChildProcess.start("native", errors, program.command(""));
    try {
      return Optional.of(new DeviceProgram("native", process, errors));
    } catch (IOException e) {
      boolean none = process.waitFor(Duration.ofSeconds(5)).equals(Optional.of(NO_OPENCL));
      process.close();
      if (none) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** Starts a program on a device node. */
  static DeviceProgram startOnNode(String subject, Path node, Path folder) throws IOException, InterruptedException {
    NativeProgram program = NativeProgram.compile("bench_node", "bench_work.c", "bench_compute.c", "guest.c");
    Path errors = folder.resolve(subject.replace(' ', '-') + "-errors");
    ChildProcess process = ChildProcess.start(subject, errors, program.command(node.toString()));
    try {
      return new DeviceProgram(subject, process, errors);
    } catch (IOException e) {
      process.close();
      throw e;
    }
  }

  String subject() {
    return subject;
  }

  /** Name, driver and version of the device. */
  String device() {
    return device;
  }

  /**
   * Launches kernels that do nothing, so that the compilers of host, guest driver and worker do not work beside what is measured.
   *
   * @throws IOException also when the program cannot: nothing that it measures then can be compared
   */
  void warmUp(int launches) throws IOException {
    if (ask("hops", "block", launches).isEmpty()) {
      throw new IOException("program does not warm up: subject=" + subject);
    }
  }

  /** Asks; empty when the program says that it cannot do this. */
  Optional<List<Long>> ask(Object... words) throws IOException {
    send(words);
    return numbers();
  }

  /** Asks and does not wait for the answer, which {@link #numbers} has. */
  void send(Object... words) throws IOException {
    String line = String.join(" ", Arrays.stream(words).map(Object::toString).toList()) + "\n";
    try {
      requests.write(line.getBytes(StandardCharsets.UTF_8));
      requests.flush();
    } catch (IOException e) {
      throw new IOException("program ended: subject=" + subject + ", said=" + said(), e);
    }
  }

  Optional<List<Long>> numbers() throws IOException {
    String said = answer(PATIENCE);
    return said.startsWith("no ")
        ? Optional.empty()
        : Optional.of(Arrays.stream(said.split(" ", -1)).map(Long::valueOf).toList());
  }

  private String answer(Duration patience) throws IOException {
    String line = process.nextLine(patience)
        .orElseThrow(() -> new IOException("program ended: subject=" + subject + ", said=" + said()));
    return line.startsWith("ok ") ? line.substring("ok ".length()) : line;
  }

  private String said() {
    try {
      return Files.readString(errors).strip();
    } catch (IOException e) {
      return "(nothing: " + e + ")";
    }
  }

  @Override
  public void close() {
    try {
      requests.close();
      process.waitFor(Duration.ofSeconds(5));
    } catch (IOException e) {
      // It has ended already.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    process.close();
  }
}
