package org.paravane.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** Two connected Unix stream sockets, closed on exec. Source: socketpair(2). */
public record SocketPair(OwnedFd ours, OwnedFd theirs) implements AutoCloseable {
  private static final int AF_UNIX = 1;
  private static final int SOCK_STREAM_CLOEXEC = 1 | 02000000;
  private static final MethodHandle SOCKETPAIR = Libc.handle("socketpair",
      FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS));

  /** Makes a pair. */
  public static SocketPair create() throws LinuxException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(Linker.Option.captureStateLayout());
      MemorySegment pair = arena.allocate(JAVA_INT, 2);
      if ((int) SOCKETPAIR.invokeExact(state, AF_UNIX, SOCK_STREAM_CLOEXEC, 0, pair) < 0) {
        throw new LinuxException(Libc.errno(state), "socketpair", "family=unix");
      }
      return new SocketPair(OwnedFd.of(pair.get(JAVA_INT, 0)), OwnedFd.of(pair.get(JAVA_INT, 4)));
    } catch (LinuxException e) {
      throw e;
    } catch (Throwable t) {
      throw Libc.bug(t);
    }
  }

  @Override
  public void close() {
    ours.close();
    theirs.close();
  }
}
