package org.paravane.tests.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A host process and its guests in a private directory. Closing ends all of them, guests first, and removes the directory; so
 * does the end of this process, however it comes: the children hold life lines.
 */
public final class Fleet implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(30);
  /** How long a guest looks for the host and its devices: many JVMs may be starting on few processors. */
  private static final String WAIT_SECONDS = "30";

  private final Path directory;
  private final List<ChildJvm> children = new ArrayList<>();
  private final Thread atExit;

  private Fleet(Path directory) {
    this.directory = directory;
    this.atExit = new Thread(this::end, "end of fleet");
  }

  /** A private, empty directory below the system's temporary one, short enough for a socket's name. */
  public static Fleet create() throws IOException {
    Path directory = Files.createTempDirectory("paravane",
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
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

  /** Starts {@code paravane host} and waits until it serves; empty when it does, else why not. */
  public Optional<String> startHost(List<String> options) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("host", "--socket", socket().toString(), "--json"));
    arguments.addAll(options);
    ChildJvm host = start("host", arguments);
    try {
      return host.nextLine(START).isPresent() ? Optional.empty() : Optional.of(errorsOf(host));
    } catch (IOException e) {
      return Optional.of(e.getMessage() + System.lineSeparator() + errorsOf(host));
    }
  }

  /** Starts {@code paravane guest run}, which reports a JSON object a line. */
  public ChildJvm startGuest(String name, List<String> options) throws IOException {
    List<String> arguments = new ArrayList<>(
        List.of("guest", "run", "--socket", socket().toString(), "--name", name, "--wait", WAIT_SECONDS, "--json"));
    arguments.addAll(options);
    return start(name, arguments);
  }

  private synchronized ChildJvm start(String name, List<String> arguments) throws IOException {
    ChildJvm child = ChildJvm.start(name, errorFile(name), arguments);
    children.add(child);
    return child;
  }

  /** The newest host. */
  public synchronized ChildJvm host() {
    return children.stream().filter(child -> child.name().equals("host")).reduce((older, newer) -> newer).orElseThrow();
  }

  /** What a child wrote to its standard error. */
  public String errorsOf(ChildJvm child) {
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
    for (ChildJvm child : children.reversed()) {
      child.close();
    }
    children.clear();
    try (Stream<Path> files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot remove " + directory, e);
    }
  }
}
