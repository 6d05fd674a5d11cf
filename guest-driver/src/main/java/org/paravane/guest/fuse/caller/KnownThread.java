package org.paravane.guest.fuse.caller;

import org.jspecify.annotations.Nullable;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.device.io.Caller;
import org.paravane.linux.LinuxException;
import org.paravane.linux.OwnedFd;
import org.paravane.linux.ThreadFd;

/**
 * A thread that called before: to which process it belongs, and a descriptor that tells whether it still lives. Whoever uses it
 * holds it, so that the descriptor is not closed meanwhile. The directory's lock guards the holds.
 */
public final class KnownThread {
  private final int threadId;
  private final int threadGroupId;
  private final ThreadFd descriptor;
  private final ThreadMemory memory = new ThreadMemory(this);
  /** The caller as of its last user and group; a thread seldom changes them. */
  private volatile Result.@Nullable Ok<Caller> caller;
  /** The directory's hold is the first. */
  private int holds = 1;
  private long lastUse;

  KnownThread(int threadId, int threadGroupId, ThreadFd descriptor) {
    this.threadId = threadId;
    this.threadGroupId = threadGroupId;
    this.descriptor = descriptor;
  }

  public int threadId() {
    return threadId;
  }

  /** The process. */
  public int threadGroupId() {
    return threadGroupId;
  }

  /** As a driver sees it. */
  public Result<Caller> caller(int userId, int groupId) {
    Result.Ok<Caller> known = caller;
    if (known == null || known.value().userId() != userId || known.value().groupId() != groupId) {
      known = new Result.Ok<>(new Caller(threadGroupId, threadId, userId, groupId, memory));
      caller = known;
    }
    return known;
  }

  boolean isAlive() {
    return descriptor.isAlive();
  }

  /** Memory of a caller that somebody kept beyond the request may be asked when the thread is forgotten here: EBADF. */
  OwnedFd takeFd(int remoteFd) throws LinuxException {
    try {
      return descriptor.takeFd(remoteFd);
    } catch (IllegalStateException e) {
      throw new LinuxException(Errno.EBADF.number(), "pidfd_getfd", "forgotten thread=" + threadId);
    }
  }

  long lastUse() {
    return lastUse;
  }

  void hold(long now) {
    holds++;
    lastUse = now;
  }

  /** Whether that was the last hold. */
  boolean letGo() {
    holds--;
    return holds == 0;
  }

  void close() {
    descriptor.close();
  }
}
