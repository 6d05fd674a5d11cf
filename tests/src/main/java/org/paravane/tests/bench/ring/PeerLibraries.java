package org.paravane.tests.bench.ring;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Stream;
import org.paravane.tests.bench.report.TestsFolder;
import org.paravane.tests.process.ChildProcess;

/** Libraries of peers: in a folder of their own, and only in JVMs that are started for a measurement. */
public final class PeerLibraries {
  private static final String ERRORS = "errors";

  private PeerLibraries() {
  }

  /** Where they are; empty when they are not there. */
  public static Optional<Path> folder() throws IOException {
    Path folder = TestsFolder.path().resolve("target/bench-lib");
    return Files.isDirectory(folder) ? Optional.of(folder) : Optional.empty();
  }

  /** Which ones there are. */
  static SequencedMap<String, String> versions() throws IOException {
    SequencedMap<String, String> versions = new LinkedHashMap<>();
    Optional<Path> folder = folder();
    if (folder.isPresent()) {
      try (Stream<Path> files = Files.list(folder.get())) {
        files.map(file -> file.getFileName().toString()).filter(name -> name.matches("(agrona|aeron-client)-.*\\.jar"))
            .sorted().forEach(name -> versions.put(name.substring(0, name.lastIndexOf('-')),
                name.substring(name.lastIndexOf('-') + 1, name.length() - ".jar".length())));
      }
    }
    return versions;
  }

  /** Starts a class in a JVM of its own, which has the libraries if the contender needs them. */
  static ChildProcess start(String name, Path folder, Contender contender, Class<?> main, List<String> arguments)
      throws IOException {
    List<String> options = new ArrayList<>(List.of("-Xmx256m"));
    options.addAll(
        contender.options().isEmpty() ? List.of("--sun-misc-unsafe-memory-access=deny") : contender.options());
    return ChildProcess.start(name, folder.resolve(ERRORS), command(options, contender.needsPeerLibraries(), main,
        arguments));
  }

  /** A JVM with our class path, not started yet. */
  public static ProcessBuilder command(List<String> options, boolean withLibraries, Class<?> main,
      List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=4"));
    command.addAll(options);
    String classes = System.getProperty("java.class.path");
    Optional<Path> libraries = withLibraries ? folder() : Optional.empty();
    command.add("-cp");
    command.add(libraries.map(path -> classes + File.pathSeparator + path + "/*").orElse(classes));
    command.add(main.getName());
    command.addAll(arguments);
    return new ProcessBuilder(command);
  }

  /** What the processes of a folder wrote to their standard error. */
  static String said(Path folder) {
    try {
      return Files.readString(folder.resolve(ERRORS));
    } catch (IOException e) {
      return "(nothing: " + e + ")";
    }
  }
}
