package org.paravane.linux;

/** This process and others: ids, process descriptors, and descriptors taken out of another process. */
public final class Processes {
  private Processes() {
  }

  /** The id of this process. */
  public static int pid() {
    return (int) ProcessHandle.current().pid();
  }

  /** A descriptor of a process: it stays that process even when the id is given to another. Source: pidfd_open(2). */
  public static OwnedFd openPidfd(int pid) throws LinuxException {
    return owned(Libc.pidfdOpen(pid), "pidfd_open", "pid=" + pid);
  }

  /**
   * A copy of another process's descriptor. Needs the right to trace that process. Source: pidfd_getfd(2).
   *
   * @param remoteFd the descriptor's number over there
   */
  public static OwnedFd takeFd(OwnedFd pidfd, int remoteFd) throws LinuxException {
    return owned(Libc.pidfdGetfd(pidfd.number(), remoteFd), "pidfd_getfd", "remoteFd=" + remoteFd);
  }

  /**
   * Opens the file behind another process's descriptor anew. Works for files (a memory file is one), needs fewer rights than
   * {@link #takeFd}, and gives a descriptor with a position of its own.
   */
  public static OwnedFd openFd(int pid, int remoteFd) throws LinuxException {
    String path = "/proc/%d/fd/%d".formatted(pid, remoteFd);
    return owned(Libc.open(path, Libc.O_RDWR_CLOEXEC), "open", "path=" + path);
  }

  /**
   * Makes the kernel kill this process when its parent goes. The kernel means the parent's <em>thread</em> that started us, so
   * that thread has to stay.
   *
   * @param parentPid the parent we expect to have
   * @return false if that parent is gone already
   */
  public static boolean dieWithParent(int parentPid) throws LinuxException {
    int result = Libc.prctl(Libc.PR_SET_PDEATHSIG, Libc.SIGKILL);
    if (result < 0) {
      throw new LinuxException(-result, "prctl(PR_SET_PDEATHSIG)", "signal=SIGKILL");
    }
    return Libc.getppid() == parentPid;
  }

  /** Whether our parent is this process: it is another one once that is gone. */
  public static boolean isParent(int pid) {
    return Libc.getppid() == pid;
  }

  private static OwnedFd owned(int result, String call, String detail) throws LinuxException {
    if (result < 0) {
      throw new LinuxException(-result, call, detail);
    }
    return OwnedFd.of(result);
  }
}
