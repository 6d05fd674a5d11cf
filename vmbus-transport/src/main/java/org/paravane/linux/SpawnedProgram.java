package org.paravane.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.paravane.abi.Errno;

/**
 * A program that is given a descriptor of ours, which {@link ProcessBuilder} cannot do: it closes all but three. Source:
 * posix_spawn(3).
 *
 * @param exitStatus as waitpid(2) tells: the exit code, or 128 and the signal
 * @param errorText  what it wrote to its error output
 */
public record SpawnedProgram(int exitStatus, String errorText) {
  /** The number that the given descriptor has over there. */
  public static final int GIVEN = 3;
  /** More than the opaque struct has in any C library. */
  private static final int ACTIONS_ROOM = 256;
  private static final int ERROR_OUTPUT = 2;
  private static final int MOST_ERROR_TEXT = 4_096;

  private static final MethodHandle ACTIONS_INIT = Libc.handle("posix_spawn_file_actions_init",
      FunctionDescriptor.of(JAVA_INT, ADDRESS));
  private static final MethodHandle ACTIONS_DUP2 = Libc.handle("posix_spawn_file_actions_adddup2",
      FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT));
  private static final MethodHandle ACTIONS_DESTROY = Libc.handle("posix_spawn_file_actions_destroy",
      FunctionDescriptor.of(JAVA_INT, ADDRESS));
  private static final MethodHandle SPAWN = Libc.handle("posix_spawnp",
      FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS));
  private static final MethodHandle WAITPID = Libc.handle("waitpid",
      FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));

  /**
   * Runs a program of the search path to its end.
   *
   * @param command     its name and arguments
   * @param environment all of its environment, as NAME=VALUE
   * @param given       appears there as descriptor {@link #GIVEN}
   */
  public static SpawnedProgram run(List<String> command, List<String> environment, OwnedFd given)
      throws LinuxException {
    try (Memfd errors = Memfd.create("paravane-errors", 0); Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(Linker.Option.captureStateLayout());
      int pid = spawn(arena, state, command, environment, given.number(), errors.fd().number());
      int status = await(arena, state, pid);
      return new SpawnedProgram(exitStatus(status), text(errors));
    }
  }

  private static int spawn(Arena arena, MemorySegment state, List<String> command, List<String> environment, int given,
      int errors) throws LinuxException {
    MemorySegment actions = arena.allocate(ACTIONS_ROOM, 16);
    MemorySegment pid = arena.allocate(JAVA_INT);
    MemorySegment arguments = strings(arena, command);
    try {
      check((int) ACTIONS_INIT.invokeExact(state, actions), command);
      try {
        check((int) ACTIONS_DUP2.invokeExact(state, actions, given, GIVEN), command);
        check((int) ACTIONS_DUP2.invokeExact(state, actions, errors, ERROR_OUTPUT), command);
        check((int) SPAWN.invokeExact(state, pid, arguments.get(ADDRESS, 0), actions, MemorySegment.NULL, arguments,
            strings(arena, environment)), command);
      } finally {
        int ignored = (int) ACTIONS_DESTROY.invokeExact(state, actions);
      }
      return pid.get(JAVA_INT, 0);
    } catch (LinuxException e) {
      throw e;
    } catch (Throwable t) {
      throw Libc.bug(t);
    }
  }

  private static int await(Arena arena, MemorySegment state, int pid) throws LinuxException {
    MemorySegment status = arena.allocate(JAVA_INT);
    try {
      while ((int) WAITPID.invokeExact(state, pid, status, 0) < 0) {
        if (Libc.errno(state) != Errno.EINTR.number()) {
          throw new LinuxException(Libc.errno(state), "waitpid", "pid=" + pid);
        }
      }
      return status.get(JAVA_INT, 0);
    } catch (LinuxException e) {
      throw e;
    } catch (Throwable t) {
      throw Libc.bug(t);
    }
  }

  private static int exitStatus(int status) {
    int signal = status & 0x7f;
    return signal == 0 ? status >> 8 & 0xff : 128 + signal;
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

  private static MemorySegment strings(Arena arena, List<String> strings) {
    MemorySegment array = arena.allocate(ADDRESS, strings.size() + 1L);
    for (int i = 0; i < strings.size(); i++) {
      array.setAtIndex(ADDRESS, i, arena.allocateFrom(strings.get(i), StandardCharsets.UTF_8));
    }
    return array;
  }

  /** These functions answer the errno itself. */
  private static void check(int error, List<String> command) throws LinuxException {
    if (error != 0) {
      throw new LinuxException(error, "posix_spawn", "command=" + command.getFirst());
    }
  }
}
