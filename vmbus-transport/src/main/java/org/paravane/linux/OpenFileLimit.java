package org.paravane.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** How many descriptors this process may have. Source: getrlimit(2). */
public final class OpenFileLimit {
  private static final int RLIMIT_NOFILE = 7;
  private static final MethodHandle GETRLIMIT = Libc.handle("getrlimit",
      FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS));
  private static final MethodHandle SETRLIMIT = Libc.handle("setrlimit",
      FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS));

  private OpenFileLimit() {
  }

  /** Raises the limit as far as an ordinary process may; the answer is the limit that now holds. */
  public static long raise() throws LinuxException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(Linker.Option.captureStateLayout());
      MemorySegment limit = arena.allocate(16, 8);
      if ((int) GETRLIMIT.invokeExact(state, RLIMIT_NOFILE, limit) < 0) {
        throw new LinuxException(Libc.errno(state), "getrlimit", "resource=NOFILE");
      }
      long hard = limit.get(JAVA_LONG, 8);
      if (limit.get(JAVA_LONG, 0) != hard) {
        limit.set(JAVA_LONG, 0, hard);
        if ((int) SETRLIMIT.invokeExact(state, RLIMIT_NOFILE, limit) < 0) {
          throw new LinuxException(Libc.errno(state), "setrlimit", "resource=NOFILE, limit=" + hard);
        }
      }
      return hard;
    } catch (LinuxException e) {
      throw e;
    } catch (Throwable t) {
      throw Libc.bug(t);
    }
  }
}
