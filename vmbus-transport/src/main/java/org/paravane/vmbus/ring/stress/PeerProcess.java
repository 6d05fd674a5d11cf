package org.paravane.vmbus.ring.stress;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.paravane.linux.Processes;

/**
 * Another JVM with our class path that opens our {@link SharedRings}. Its arguments are our process id, the descriptor, and what the
 * caller adds. It dies with us if its main calls {@link Processes#dieWithParent}.
 */
public final class PeerProcess implements AutoCloseable {
  private final Process process;

  private PeerProcess(Process process) {
    this.process = process;
  }

  /** Starts the main method of a class in another JVM. Its standard error is ours. */
  public static PeerProcess start(Class<?> main, SharedRings rings, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC", "-Xmx128m", "-cp",
        System.getProperty("java.class.path"), main.getName(), Integer.toString(Processes.pid()),
        Integer.toString(rings.fdNumber())));
    command.addAll(arguments);
    return new PeerProcess(new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  public long pid() {
    return process.pid();
  }

  /** Waits for its end: what it printed. */
  public String output() throws IOException, InterruptedException {
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int status = process.waitFor();
    if (status != 0) {
      throw new IOException("peer process failed: status=%d, output=%s".formatted(status, output.strip()));
    }
    return output;
  }

  /** Ends it if it still runs. */
  @Override
  public void close() {
    process.destroyForcibly();
  }
}
