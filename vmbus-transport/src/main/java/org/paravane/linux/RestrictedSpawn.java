package org.paravane.linux;

import java.lang.invoke.MethodHandles;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Starts programs that have fewer rights than this process. What a child inherits is the calling thread's, so a thread is made that gives up
 * its rights, starts the program and ends; no other thread notices. One at a time: see {@link #start}.
 *
 * @param spawn what is started
 * @param rules the files that it may use, if they are restricted
 * @param user the user and group that it is, if another than ours; for root only
 */
public record RestrictedSpawn(Spawn spawn, Optional<Landlock> rules, OptionalInt user) {

  /** What became of the attempt, in the thread that has no rights to load classes for more. */
  private static final class Attempt {
    int pid;
    Throwable failure = new IllegalStateException("not started");
  }

  /**
   * Starts it. Callers take turns: a change of user makes the kernel forbid dumps of the whole process, which is set back when the thread has
   * ended.
   */
  public ChildProcess start() throws LinuxException {
    prepareClasses();
    boolean dumpable = ThreadRights.isDumpable();
    Attempt attempt = new Attempt();
    Thread thread = Thread.ofPlatform().name("restricted-start").unstarted(() -> attempt(attempt));
    thread.start();
    join(thread);
    if (dumpable && user.isPresent()) {
      ThreadRights.setDumpable(true);
    }
    return result(attempt);
  }

  private ChildProcess result(Attempt attempt) throws LinuxException {
    if (attempt.pid > 0) {
      return new ChildProcess(attempt.pid, spawn.alone());
    }
    switch (attempt.failure) {
      case LinuxException e -> throw e;
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> throw new IllegalStateException(attempt.failure);
    }
  }

  private void attempt(Attempt attempt) {
    try {
      ThreadRights.forbidNewPrivileges();
      ThreadRights.passOnNoCapabilities();
      if (rules.isPresent()) {
        rules.get().restrictThread();
      }
      if (user.isPresent()) {
        ThreadRights.become(user.getAsInt());
      }
      attempt.pid = spawn.spawn();
    } catch (Throwable e) {
      attempt.failure = e;
    }
  }

  /** The thread may have no right to read our class files any more. */
  private static void prepareClasses() throws LinuxException {
    try {
      for (Class<?> type : new Class<?>[]{Landlock.class, Spawn.class, LinuxException.class, OwnedFd.class}) {
        MethodHandles.lookup().ensureInitialized(type);
      }
      ThreadRights.user();
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void join(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
