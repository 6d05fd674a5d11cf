package org.paravane.linux;

import org.paravane.abi.Errno;

/**
 * A descriptor of one thread: it stays that thread even when the id is given to another. Where the system knows descriptors of
 * processes only (before Linux 6.9), only the first thread of a process can have one. Source: pidfd_open(2).
 */
public final class ThreadFd implements AutoCloseable {
  /** PIDFD_THREAD, the same bit as O_EXCL. */
  private static final int THREAD = 0x80;
  private final OwnedFd fd;

  private ThreadFd(OwnedFd fd) {
    this.fd = fd;
  }

  /** Opens it. ESRCH if there is no such thread, EINVAL if the system cannot for this one. */
  public static ThreadFd open(int threadId) throws LinuxException {
    int number = Libc.pidfdOpen(threadId, THREAD);
    if (number == -Errno.EINVAL.number()) {
      number = Libc.pidfdOpen(threadId, 0);
    }
    if (number < 0) {
      throw new LinuxException(-number, "pidfd_open", "thread=" + threadId);
    }
    return new ThreadFd(OwnedFd.of(number));
  }

  /** Whether the thread still runs. */
  public boolean isAlive() {
    return Libc.poll(fd.number(), Libc.POLLIN, 0) == 0;
  }

  /** A copy of a descriptor of that thread's process. EBADF if it has no such one, EPERM without the right to trace it. */
  public OwnedFd takeFd(int remoteFd) throws LinuxException {
    return Processes.takeFd(fd, remoteFd);
  }

  @Override
  public void close() {
    fd.close();
  }
}
