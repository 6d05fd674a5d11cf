package org.paravane.linux;

import java.lang.foreign.Arena;

/**
 * Rights that Linux keeps per thread, of the calling platform thread: what it gives up here it gives up for itself and for the processes
 * that it starts, and no other thread is affected. Such a thread should end soon. Source: credentials(7), setresuid(2), prctl(2).
 */
public final class ThreadRights {
  private static final boolean X86 = System.getProperty("os.arch").equals("amd64");
  private static final long SYS_SETGROUPS = X86 ? 116 : 159;
  private static final long SYS_SETRESGID = X86 ? 119 : 149;
  private static final long SYS_SETRESUID = X86 ? 117 : 147;
  private static final long SYS_GETEUID = X86 ? 107 : 175;
  private static final int PR_GET_DUMPABLE = 3;
  private static final int PR_SET_DUMPABLE = 4;
  private static final int PR_SET_NO_NEW_PRIVS = 38;
  private static final int PR_CAP_AMBIENT = 47;
  private static final int PR_CAP_AMBIENT_CLEAR_ALL = 4;

  private ThreadRights() {
  }

  /** No program that is executed from now on gives more rights than there are. */
  public static void forbidNewPrivileges() throws LinuxException {
    SystemCall.checked("prctl(PR_SET_NO_NEW_PRIVS)", "value=1", prctl(), PR_SET_NO_NEW_PRIVS, 1);
  }

  /** Capabilities that an ordinary user has been given are not passed on to programs that it executes from now on. Source: capabilities(7). */
  public static void passOnNoCapabilities() throws LinuxException {
    SystemCall.checked("prctl(PR_CAP_AMBIENT)", "action=clear all", prctl(), PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL,
        0,
        0, 0);
  }

  /** Becomes a user and a group of that number, with no other groups and, where it was root, without capabilities. EPERM unless root. */
  public static void become(int userAndGroup) throws LinuxException {
    String detail = "user=" + userAndGroup;
    try (Arena arena = Arena.ofConfined()) {
      SystemCall.checked("setgroups", detail, SYS_SETGROUPS, 0, arena.allocate(Integer.BYTES).address());
    }
    SystemCall.checked("setresgid", detail, SYS_SETRESGID, userAndGroup, userAndGroup, userAndGroup);
    SystemCall.checked("setresuid", detail, SYS_SETRESUID, userAndGroup, userAndGroup, userAndGroup);
  }

  /** Whether others of the same user may trace this process and dump its memory. This one belongs to the process, not to the thread. */
  public static boolean isDumpable() throws LinuxException {
    return SystemCall.checked("prctl(PR_GET_DUMPABLE)", "", prctl(), PR_GET_DUMPABLE) != 0;
  }

  /** See {@link #isDumpable}. The kernel forbids it by itself when a thread changes its user. */
  public static void setDumpable(boolean dumpable) throws LinuxException {
    SystemCall.checked("prctl(PR_SET_DUMPABLE)", "value=" + dumpable, prctl(), PR_SET_DUMPABLE, dumpable ? 1 : 0);
  }

  /** The calling thread's user. */
  public static int user() throws LinuxException {
    return (int) SystemCall.checked("geteuid", "", SYS_GETEUID);
  }

  private static long prctl() {
    return X86 ? 157 : 167;
  }
}
