package org.paravane.guest.observe;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Where a tree is mounted when nobody says where. */
public final class TreePlace {
  /** Says where, to programs that are not told on the command line. */
  public static final String VARIABLE = "PARAVANE_ROOT";
  /** The place of the system's own tree. */
  public static final Path SYSTEM = Path.of("/run/paravane");
  private static final String RUNTIME = "XDG_RUNTIME_DIR";
  private static final String NAME = "paravane";

  private TreePlace() {
  }

  /** Where a user serves a tree: root at the system's place, others in their runtime directory if they have one. */
  public static Optional<Path> toServe(int userId, Map<String, String> environment) {
    return userId == 0 ? Optional.of(SYSTEM) : own(environment);
  }

  /** Where a user looks for a tree: what {@code PARAVANE_ROOT} says, then a tree of his own, then the system's. */
  public static Path toRead(Map<String, String> environment) {
    String told = environment.getOrDefault(VARIABLE, "");
    return told.isBlank()
        ? own(environment).filter(path -> Files.isDirectory(path.resolve("sys"))).orElse(SYSTEM)
        : Path.of(told);
  }

  private static Optional<Path> own(Map<String, String> environment) {
    String runtime = environment.getOrDefault(RUNTIME, "");
    return runtime.isBlank() ? Optional.empty() : Optional.of(Path.of(runtime, NAME));
  }
}
