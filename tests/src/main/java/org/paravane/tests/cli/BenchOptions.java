package org.paravane.tests.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.paravane.tests.bench.report.TestsFolder;
import picocli.CommandLine.Option;

/** What all benchmarks are told. */
final class BenchOptions {
  @Option(names = "--results", paramLabel = "NAME", description = {"write a JSON file per benchmark and a summary to",
      "tests/benchmarks/results/NAME, or to NAME where that has a slash",
      "(all benchmarks together: always, default: the date)"})
  private @Nullable String results;

  @Option(names = "--json", description = "print one JSON object a line and benchmark instead of tables")
  private boolean json;

  @Option(names = "--brief", description = "measure little: shows that it works, not how fast")
  private boolean brief;

  @Option(names = "--engine", paramLabel = "ENGINE", description = "engine of the host that is measured, as for 'paravane host' (default: the host's)")
  private @Nullable String engine;

  @Option(names = "--isolation", paramLabel = "KIND", description = "isolation of guest code, as for 'paravane host' (default: the host's)")
  private @Nullable String isolation;

  boolean json() {
    return json;
  }

  boolean brief() {
    return brief;
  }

  /** What the host is told. */
  List<String> hostOptions() {
    List<String> options = new ArrayList<>();
    if (engine != null) {
      options.addAll(List.of("--engine", engine));
    }
    if (isolation != null) {
      options.addAll(List.of("--isolation", isolation));
    }
    return options;
  }

  /** Where results go; empty when nowhere. */
  Optional<Path> folder() throws IOException {
    return results == null ? Optional.empty() : Optional.of(folder(results));
  }

  /** Where results go when they have to go somewhere. */
  Path folderOrToday() throws IOException {
    Optional<Path> folder = folder();
    return folder.isPresent() ? folder.get() : folder(LocalDate.now(ZoneOffset.UTC).toString());
  }

  private static Path folder(String name) throws IOException {
    return name.contains("/") ? Path.of(name) : TestsFolder.path().resolve("benchmarks/results").resolve(name);
  }
}
