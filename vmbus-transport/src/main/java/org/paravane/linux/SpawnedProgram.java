package org.paravane.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * A program that was given a descriptor of ours and has run to its end.
 *
 * @param exitStatus as a shell tells: the exit code, or 128 and the signal
 * @param errorText  what it wrote to its error output
 */
public record SpawnedProgram(int exitStatus, String errorText) {
  /** The number that the given descriptor has over there. */
  public static final int GIVEN = 3;
  private static final int ERROR_OUTPUT = 2;
  private static final int MOST_ERROR_TEXT = 4_096;

  /**
   * Runs a program of the search path to its end.
   *
   * @param command     its name and arguments
   * @param environment all of its environment, as NAME=VALUE
   * @param given       appears there as descriptor {@link #GIVEN}
   */
  public static SpawnedProgram run(List<String> command, List<String> environment, OwnedFd given)
      throws LinuxException {
    try (Memfd errors = Memfd.create("paravane-errors", 0);
        ChildProcess child = new Spawn(command, environment, Map.of(GIVEN, given, ERROR_OUTPUT, errors.fd()), false)
            .start()) {
      return new SpawnedProgram(child.await().shellStatus(), text(errors));
    }
  }

  private static String text(Memfd errors) throws LinuxException {
    long bytes = Math.min(errors.sizeBytes(), MOST_ERROR_TEXT);
    if (bytes == 0) {
      return "";
    }
    try (SharedMapping mapping = SharedMapping.map(errors.fd(), 0, bytes)) {
      return new String(mapping.segment().asSlice(0, bytes).toArray(JAVA_BYTE),
          StandardCharsets.UTF_8).strip();
    }
  }
}
