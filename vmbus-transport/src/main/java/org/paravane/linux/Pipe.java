package org.paravane.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** A pipe, closed on exec. Source: pipe2(2). */
public record Pipe(OwnedFd readEnd, OwnedFd writeEnd) implements AutoCloseable {
  private static final int O_CLOEXEC = 02000000;
  private static final MethodHandle PIPE2 = Libc.handle("pipe2", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));

  /** Makes a pipe. */
  public static Pipe create() throws LinuxException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(Linker.Option.captureStateLayout());
      MemorySegment ends = arena.allocate(JAVA_INT, 2);
      if ((int) PIPE2.invokeExact(state, ends, O_CLOEXEC) < 0) {
        throw new LinuxException(Libc.errno(state), "pipe2", "flags=cloexec");
      }
      return new Pipe(OwnedFd.of(ends.get(JAVA_INT, 0)), OwnedFd.of(ends.get(JAVA_INT, 4)));
    } catch (LinuxException e) {
      throw e;
    } catch (Throwable t) {
      throw Libc.bug(t);
    }
  }

  @Override
  public void close() {
    readEnd.close();
    writeEnd.close();
  }
}
