package org.paravane.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a program is started that is given descriptors of ours, which {@link ProcessBuilder} cannot do: it closes all but three. The child
 * has the rights of the calling thread. Source: posix_spawn(3).
 *
 * @param command     its name (looked up in the search path) and arguments
 * @param environment all of its environment, as NAME=VALUE
 * @param given       what appears there as which descriptor; numbers below {@link #MOST_GIVEN}
 * @param alone       whether all other descriptors are closed over there and it leads a process group of its own
 */
public record Spawn(List<String> command, List<String> environment, Map<Integer, OwnedFd> given, boolean alone) {
  /** Given descriptors have smaller numbers. */
  public static final int MOST_GIVEN = 16;

  /** More than the opaque structs have in any C library. */
  private static final int ROOM = 512;
  private static final short SETPGROUP = 2;

  private static final MethodHandle ACTIONS_INIT = Libc.handle("posix_spawn_file_actions_init",
      FunctionDescriptor.of(JAVA_INT, ADDRESS));
  private static final MethodHandle ACTIONS_DUP2 = Libc.handle("posix_spawn_file_actions_adddup2",
      FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT));
  private static final MethodHandle ACTIONS_CLOSE = Libc.handle("posix_spawn_file_actions_addclose",
      FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
  private static final Optional<MethodHandle> ACTIONS_CLOSE_FROM = Linker.nativeLinker().defaultLookup()
      .find("posix_spawn_file_actions_addclosefrom_np")
      .map(found -> Libc.handle("posix_spawn_file_actions_addclosefrom_np",
          FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT)));
  private static final MethodHandle ACTIONS_DESTROY = Libc.handle("posix_spawn_file_actions_destroy",
      FunctionDescriptor.of(JAVA_INT, ADDRESS));
  private static final MethodHandle ATTRIBUTES_INIT = Libc.handle("posix_spawnattr_init",
      FunctionDescriptor.of(JAVA_INT, ADDRESS));
  private static final MethodHandle ATTRIBUTES_FLAGS = Libc.handle("posix_spawnattr_setflags",
      FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_SHORT));
  private static final MethodHandle ATTRIBUTES_DESTROY = Libc.handle("posix_spawnattr_destroy",
      FunctionDescriptor.of(JAVA_INT, ADDRESS));
  private static final MethodHandle SPAWN = Libc.handle("posix_spawnp",
      FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS));

  public Spawn {
    command = List.copyOf(command);
    environment = List.copyOf(environment);
    given = Map.copyOf(given);
    if (!given.keySet().stream().allMatch(number -> number >= 0 && number < MOST_GIVEN)) {
      throw new IllegalArgumentException("bad descriptors: numbers=" + given.keySet());
    }
  }

  /** Starts it. ENOENT if there is no such program. */
  public ChildProcess start() throws LinuxException {
    return new ChildProcess(spawn(), alone);
  }

  /** Starts it: its process id, which somebody has to wait for. */
  int spawn() throws LinuxException {
    List<OwnedFd> copies = new ArrayList<>();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(Linker.Option.captureStateLayout());
      MemorySegment actions = arena.allocate(ROOM, 16);
      MemorySegment attributes = arena.allocate(ROOM, 16);
      check((int) ACTIONS_INIT.invokeExact(state, actions));
      check((int) ATTRIBUTES_INIT.invokeExact(state, attributes));
      try {
        addDescriptors(state, actions, copies);
        check((int) ATTRIBUTES_FLAGS.invokeExact(state, attributes, alone ? SETPGROUP : (short) 0));
        MemorySegment pid = arena.allocate(JAVA_INT);
        MemorySegment arguments = strings(arena, command);
        check((int) SPAWN.invokeExact(state, pid, arguments.get(ADDRESS, 0), actions, attributes, arguments,
            strings(arena, environment)));
        return pid.get(JAVA_INT, 0);
      } finally {
        int _ = (int) ACTIONS_DESTROY.invokeExact(state, actions);
        int _ = (int) ATTRIBUTES_DESTROY.invokeExact(state, attributes);
      }
    } catch (LinuxException e) {
      throw e;
    } catch (Throwable t) {
      throw Libc.bug(t);
    } finally {
      copies.forEach(OwnedFd::close);
    }
  }

  private void addDescriptors(MemorySegment state, MemorySegment actions, List<OwnedFd> copies) throws Throwable {
    for (Map.Entry<Integer, OwnedFd> entry : given.entrySet()) {
      // Copies above all targets, so that no dup2 overwrites what another one still needs.
      OwnedFd copy = entry.getValue().duplicateFrom(MOST_GIVEN);
      copies.add(copy);
      check((int) ACTIONS_DUP2.invokeExact(state, actions, copy.number(), (int) entry.getKey()));
    }
    if (alone) {
      int first = given.isEmpty() ? 0 : Collections.max(given.keySet()) + 1;
      if (ACTIONS_CLOSE_FROM.isPresent()) {
        check((int) ACTIONS_CLOSE_FROM.get().invokeExact(state, actions, first));
      } else {
        for (int number : openDescriptors(first)) {
          check((int) ACTIONS_CLOSE.invokeExact(state, actions, number));
        }
      }
    }
  }

  /** Not exact when other threads open files meanwhile; only for C libraries that cannot close a range. */
  private static List<Integer> openDescriptors(int first) throws LinuxException {
    List<Integer> numbers = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
      entries.forEach(entry -> numbers.add(Integer.parseInt(entry.getFileName().toString())));
    } catch (IOException e) {
      throw new LinuxException(Libc.EINVAL, "opendir", "path=/proc/self/fd, reason=" + e.getMessage());
    }
    numbers.removeIf(number -> number < first);
    return numbers;
  }

  private static MemorySegment strings(Arena arena, List<String> strings) {
    MemorySegment array = arena.allocate(ADDRESS, strings.size() + 1L);
    for (int i = 0; i < strings.size(); i++) {
      array.setAtIndex(ADDRESS, i, arena.allocateFrom(strings.get(i), StandardCharsets.UTF_8));
    }
    return array;
  }

  /** These functions answer the errno itself. */
  private void check(int error) throws LinuxException {
    if (error != 0) {
      throw new LinuxException(error, "posix_spawn", "command=" + command.getFirst());
    }
  }
}
