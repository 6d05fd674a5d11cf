package org.paravane.tests.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * A host process, a guest driver that serves its devices as nodes, and guests, in a private directory. Closing ends all of
 * them, guests first, and removes the directory and a mount that is left in it. So does the end of this process; when it is
 * killed the children end by their life lines, and the next fleet removes what they leave.
 */
public final class Fleet implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(90);
  /** How long a guest looks for the host and its devices: many JVMs may be starting on few processors. */
  private static final String WAIT_SECONDS = "60";
  /** For nodes that are there already, unless they have gone. */
  private static final String WAIT_NODES_SECONDS = "10";
  private static final String PREFIX = "paravane";
  private static final String HOST = "host";
  private static final String GUEST_DRIVER = "guest-driver";

  private final Path directory;
  private final List<ChildProcess> children = new ArrayList<>();
  private final Thread atExit;

  private Fleet(Path directory) {
    this.directory = directory;
    this.atExit = new Thread(this::end, "end of fleet");
  }

  /** A private, empty directory below the system's temporary one, short enough for a socket's name. */
  public static Fleet create() throws IOException {
    Path folder = Path.of(System.getProperty("java.io.tmpdir"));
    Path directory = Files.createTempDirectory(folder, PREFIX,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Leftovers.own(directory);
    Leftovers.sweep(folder, PREFIX);
    Fleet fleet = new Fleet(directory);
    Runtime.getRuntime().addShutdownHook(fleet.atExit);
    return fleet;
  }

  public Path directory() {
    return directory;
  }

  /** Where the host listens for guests. */
  public Path socket() {
    return directory.resolve("host");
  }

  /** Where the guest driver serves its tree. */
  public Path root() {
    return directory.resolve(Leftovers.ROOT);
  }

  /** A device node that the guest driver serves. */
  public Path node(int number) {
    return root().resolve("dev/accel/accel" + number);
  }

  /**
   * Starts {@code paravane host} and waits until it serves; empty when it does, else why not. The engine is the simulated one, unless the
   * options say something else.
   */
  public Optional<String> startHost(List<String> options) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("host", "--socket", socket().toString(), "--json"));
    if (!options.contains("--engine")) {
      arguments.addAll(List.of("--engine", "simulated"));
    }
    arguments.addAll(options);
    return awaitReady(start(HOST, arguments));
  }

  /** Starts {@code paravane guest} and waits until it serves nodes; empty when it does, else why not. */
  public Optional<String> startGuestDriver(List<String> options) throws IOException {
    List<String> arguments = new ArrayList<>(
        List.of("guest", "--host", socket().toString(), "--root", root().toString(), "--json"));
    arguments.addAll(options);
    return awaitReady(start(GUEST_DRIVER, arguments));
  }

  /** Waits until nodes of the first so many devices are there; false when they do not come in time. */
  public boolean awaitNodes(int count) {
    long begin = System.nanoTime();
    for (int i = 0; i < count; i++) {
      while (!Files.exists(node(i))) {
        if (System.nanoTime() - begin > START.toNanos()) {
          return false;
        }
        LockSupport.parkNanos(5_000_000);
      }
    }
    return true;
  }

  private Optional<String> awaitReady(ChildProcess server) {
    try {
      return server.nextLine(START).isPresent() ? Optional.empty() : Optional.of(errorsOf(server));
    } catch (IOException e) {
      return Optional.of(e.getMessage() + System.lineSeparator() + errorsOf(server));
    }
  }

  /** Starts {@code paravane guest run} on the mounted nodes, which reports a JSON object a line. */
  public ChildProcess startMountedGuest(String name, List<String> options) throws IOException {
    List<String> arguments = new ArrayList<>(
        List.of("guest", "run", "--root", root().toString(), "--name", name, "--wait", WAIT_NODES_SECONDS, "--json"));
    arguments.addAll(options);
    return start(name, arguments);
  }

  /** Starts another program. */
  public synchronized ChildProcess startProgram(String name, ProcessBuilder program) throws IOException {
    ChildProcess child = ChildProcess.start(name, errorFile(name), program);
    children.add(child);
    return child;
  }

  /** Starts {@code paravane guest run}, which reports a JSON object a line. */
  public ChildProcess startGuest(String name, List<String> options) throws IOException {
    List<String> arguments = new ArrayList<>(
        List.of("guest", "run", "--socket", socket().toString(), "--name", name, "--wait", WAIT_SECONDS, "--json"));
    arguments.addAll(options);
    return start(name, arguments);
  }

  private synchronized ChildProcess start(String name, List<String> arguments) throws IOException {
    ChildProcess child = ChildProcess.start(name, errorFile(name), arguments);
    children.add(child);
    return child;
  }

  /** The newest host. */
  public ChildProcess host() {
    return newest(HOST);
  }

  /** The newest guest driver. */
  public ChildProcess guestDriver() {
    return newest(GUEST_DRIVER);
  }

  private synchronized ChildProcess newest(String name) {
    return children.stream().filter(child -> child.name().equals(name)).reduce((older, newer) -> newer).orElseThrow();
  }

  /** What a child wrote to its standard error. */
  public String errorsOf(ChildProcess child) {
    try {
      return Files.readString(errorFile(child.name()), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "(nothing: " + e + ")";
    }
  }

  private Path errorFile(String name) {
    return directory.resolve(name + ".log");
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException e) {
      // This process ends already: the hook does the same.
      return;
    }
    end();
  }

  private synchronized void end() {
    for (ChildProcess child : children.reversed()) {
      child.close();
    }
    children.clear();
    try {
      Leftovers.remove(directory);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot remove " + directory, e);
    }
  }
}
