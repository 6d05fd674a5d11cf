package org.paravane.guest.fuse.session;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.paravane.guest.fuse.mount.MountException;
import org.paravane.guest.fuse.mount.MountOptions;
import org.paravane.guest.fuse.mount.Mounts;

/** A toy file system in a process of its own, which can be killed or be another user's. It ends when its input does. */
final class ToyServer implements AutoCloseable {
  private final Process process;
  private final String firstLine;

  private ToyServer(Process process, String firstLine) {
    this.process = process;
    this.firstLine = firstLine;
  }

  /** Starts one and waits until it serves or has failed. */
  static ToyServer start(List<String> by, Path directory) throws IOException {
    List<String> command = new ArrayList<>(by);
    command
        .addAll(List.of(ProcessHandle.current().info().command().orElse("java"), "--enable-native-access=ALL-UNNAMED",
            "-Xshare:auto", "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"),
            ToyServer.class.getName(), directory.toString()));
    Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String line;
    do {
      line = process.inputReader(StandardCharsets.UTF_8).readLine();
    } while (line != null && !line.startsWith("server: "));
    return new ToyServer(process, line == null ? "ended" : line);
  }

  /** What it said first: "server: serves" and its figures, or why not. */
  String firstLine() {
    return firstLine;
  }

  long pid() {
    return process.pid();
  }

  /** Ends it; the answer is the last thing that it says. */
  String end() throws IOException {
    process.getOutputStream().close();
    String last = "";
    for (String line = process.inputReader(StandardCharsets.UTF_8).readLine(); line != null; line = process
        .inputReader(StandardCharsets.UTF_8).readLine()) {
      last = line;
    }
    return last;
  }

  void kill() {
    process.destroyForcibly();
    process.onExit().join();
  }

  @Override
  public void close() throws IOException {
    if (process.isAlive()) {
      end();
    }
    process.onExit().join();
  }

  /** The program itself. */
  @SuppressWarnings("SystemOut")
  public static void main(String[] words) throws IOException {
    Path directory = Path.of(words[0]);
    try (ToyMount mount = ToyMount.at(directory, MountOptions.defaults())) {
      System.out.println("server: serves " + mount.session().figures());
      while (System.in.read() >= 0) {
        // Until the end.
      }
      mount.session().close();
      System.out.println("server: unmounted, still there: " + Mounts.at(directory).isPresent());
    } catch (MountException e) {
      System.out.println("server: " + e.getMessage() + ", repair=" + e.repair());
    }
  }
}
