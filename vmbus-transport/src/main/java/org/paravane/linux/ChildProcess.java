package org.paravane.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import org.paravane.abi.Errno;

/**
 * A child process that nobody else waits for. It is a zombie until {@link #await} or {@link #follow} has reaped it, so that its id stays
 * its own as long as this object signals it. Source: posix_spawn(3), waitpid(2), pidfd_open(2).
 */
public final class ChildProcess implements AutoCloseable {
  private static final int SIGKILL = 9;
  private static final int CHUNK = 4096;
  private static final MethodHandle WAITPID = Libc.handle("waitpid",
      FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle KILL = Libc.handle("kill", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle POLL = Libc.handle("poll",
      FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));

  private final int pid;
  private final boolean ownGroup;
  private final OwnedFd pidfd;
  private boolean reaped;

  ChildProcess(int pid, boolean ownGroup) throws LinuxException {
    this.pid = pid;
    this.ownGroup = ownGroup;
    pidfd = Processes.openPidfd(pid);
  }

  /** Takes what a child writes. */
  @FunctionalInterface
  public interface Output {
    /** Some bytes of it, as they come. */
    void wrote(byte[] bytes, int count);
  }

  public int pid() {
    return pid;
  }

  /** Kills it, and where it leads a process group the whole group. Does nothing once it is reaped. */
  public synchronized void kill() {
    if (!reaped) {
      signal(pid);
      killGroup();
    }
  }

  /** Waits for its end and reaps it. Blocks a platform thread. */
  public ChildExit await() throws LinuxException {
    while (Libc.poll(pidfd.number(), Libc.POLLIN, -1) < 0) {
      // Interrupted by a signal.
    }
    return reap();
  }

  /**
   * Waits for its end and reaps it, and reads its output meanwhile. What a grandchild writes later is not waited for.
   *
   * @param pipe the reading end of what its output goes to
   */
  public ChildExit follow(OwnedFd pipe, Output output) throws LinuxException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(Linker.Option.captureStateLayout());
      MemorySegment wanted = arena.allocate(16, 8);
      MemorySegment chunk = arena.allocate(CHUNK);
      boolean pipeOpen = true;
      while (true) {
        wanted.set(JAVA_INT, 0, pidfd.number());
        wanted.set(JAVA_SHORT, 4, Libc.POLLIN);
        wanted.set(JAVA_INT, 8, pipeOpen ? pipe.number() : -1);
        wanted.set(JAVA_SHORT, 12, Libc.POLLIN);
        wanted.set(JAVA_SHORT, 6, (short) 0);
        wanted.set(JAVA_SHORT, 14, (short) 0);
        int ready = (int) POLL.invokeExact(state, wanted, 2L, -1);
        if (ready > 0 && wanted.get(JAVA_SHORT, 14) != 0) {
          pipeOpen = read(pipe, chunk, output);
        } else if (ready > 0 && wanted.get(JAVA_SHORT, 6) != 0) {
          return reap();
        }
      }
    } catch (LinuxException e) {
      throw e;
    } catch (Throwable t) {
      throw Libc.bug(t);
    }
  }

  private static boolean read(OwnedFd pipe, MemorySegment chunk, Output output) {
    long count = Libc.read(pipe.number(), chunk, chunk.byteSize());
    if (count > 0) {
      output.wrote(chunk.asSlice(0, count).toArray(JAVA_BYTE), (int) count);
    }
    return count > 0 || count == -Libc.EINTR;
  }

  private synchronized ChildExit reap() throws LinuxException {
    // While the leader is a zombie its id cannot be given to another process, and so not to another group either.
    killGroup();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(Linker.Option.captureStateLayout());
      MemorySegment status = arena.allocate(JAVA_INT);
      while ((int) WAITPID.invokeExact(state, pid, status, 0) < 0) {
        if (Libc.errno(state) != Errno.EINTR.number()) {
          throw new LinuxException(Libc.errno(state), "waitpid", "pid=" + pid);
        }
      }
      reaped = true;
      return ChildExit.of(status.get(JAVA_INT, 0));
    } catch (LinuxException e) {
      throw e;
    } catch (Throwable t) {
      throw Libc.bug(t);
    }
  }

  private void killGroup() {
    if (ownGroup) {
      signal(-pid);
    }
  }

  private static void signal(int target) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(Linker.Option.captureStateLayout());
      // It fails where nobody is left, which is what was wanted.
      int _ = (int) KILL.invokeExact(state, target, SIGKILL);
    } catch (Throwable t) {
      throw Libc.bug(t);
    }
  }

  /** Forgets the process; whoever did not reap it leaves a zombie. */
  @Override
  public void close() {
    pidfd.close();
  }
}
