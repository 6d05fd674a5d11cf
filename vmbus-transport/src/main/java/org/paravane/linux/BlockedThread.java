package org.paravane.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * A thread that blocks in a system call, and the way to make that call come back with EINTR, which {@link Thread#interrupt} does not do. It
 * is a signal that nobody else uses, whose handler does nothing. Source: signal(7), tgkill(2).
 */
public final class BlockedThread {
  /** SIGRTMAX − 4: the JVM has one of its own two above. */
  private static final int SIGNAL = 60;
  /** More than {@code struct sigaction} has; the handler is its first field, and no flags means that calls are not restarted. */
  private static final int SIGACTION_ROOM = 256;
  /** A function that takes a number and touches nothing, which is all that a handler that does nothing needs. */
  private static final String HANDLER = "abs";

  private static final MethodHandle SIGACTION = Libc.handle("sigaction",
      FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));
  private static final MethodHandle TGKILL = Libc.handle("tgkill",
      FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle GETTID = Libc.handle("gettid", FunctionDescriptor.of(JAVA_INT));

  private final int threadId;

  private BlockedThread(int threadId) {
    this.threadId = threadId;
  }

  /** The calling thread, which is a platform thread. */
  public static BlockedThread current() throws LinuxException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(Linker.Option.captureStateLayout());
      MemorySegment action = arena.allocate(SIGACTION_ROOM, 8);
      action.set(ADDRESS, 0, Linker.nativeLinker().defaultLookup().findOrThrow(HANDLER));
      if ((int) SIGACTION.invokeExact(state, SIGNAL, action, MemorySegment.NULL) < 0) {
        throw new LinuxException(Libc.errno(state), "sigaction", "signal=" + SIGNAL);
      }
      return new BlockedThread((int) GETTID.invokeExact(state));
    } catch (LinuxException e) {
      throw e;
    } catch (Throwable t) {
      throw Libc.bug(t);
    }
  }

  /** Ends its system call. One that begins just afterwards is not ended, so repeat it until the thread has noticed. The thread must still live. */
  public void wake() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(Linker.Option.captureStateLayout());
      int ignored = (int) TGKILL.invokeExact(state, Processes.pid(), threadId, SIGNAL);
    } catch (Throwable t) {
      throw Libc.bug(t);
    }
  }
}
