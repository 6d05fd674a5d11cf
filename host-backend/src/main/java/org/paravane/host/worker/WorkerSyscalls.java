package org.paravane.host.worker;

import java.util.List;
import org.paravane.linux.SyscallFilter;

/**
 * Which system calls a worker may make once it has its settings: what a JVM, an OpenCL driver, its compiler and {@code ld} were seen to make on
 * x86-64 (strace of PoCL on Debian), and the calls that other C libraries make in their place. Everything else answers ENOSYS; what would reach
 * beyond the process answers EPERM, so that an attempt is told from a missing call.
 */
final class WorkerSyscalls {
  /** Waiting and waking: first, because each wake-up passes here. */
  private static final List<Integer> WAITING = List.of(
      /* futex */ 202, /* poll */ 7, /* ppoll */ 271, /* select */ 23, /* pselect6 */ 270, /* epoll_create1 */ 291,
      /* epoll_ctl */ 233, /* epoll_wait */ 232, /* epoll_pwait */ 281, /* eventfd2 */ 290, /* nanosleep */ 35,
      /* clock_nanosleep */ 230, /* sched_yield */ 24, /* restart_syscall */ 219);
  /** Memory of this process, and its placement. */
  private static final List<Integer> MEMORY = List.of(
      /* mmap */ 9, /* mprotect */ 10, /* munmap */ 11, /* mremap */ 25, /* brk */ 12, /* madvise */ 28,
      /* msync */ 26, /* mincore */ 27, /* mlock */ 149, /* munlock */ 150, /* membarrier */ 324,
      /* get_mempolicy */ 239, /* set_mempolicy */ 238, /* mbind */ 237);
  /** Files that were opened or whose path Landlock allows: class files, driver, compiled kernels. */
  private static final List<Integer> FILES = List.of(
      /* read */ 0, /* write */ 1, /* close */ 3, /* pread64 */ 17, /* pwrite64 */ 18, /* readv */ 19,
      /* writev */ 20, /* lseek */ 8, /* fstat */ 5, /* stat */ 4, /* lstat */ 6, /* newfstatat */ 262,
      /* statx */ 332, /* open */ 2, /* openat */ 257, /* access */ 21, /* faccessat */ 269, /* faccessat2 */ 439,
      /* readlink */ 89, /* readlinkat */ 267, /* getdents64 */ 217, /* getcwd */ 79, /* fsync */ 74,
      /* fdatasync */ 75, /* flock */ 73, /* sendfile */ 40, /* fadvise64 */ 221, /* statfs */ 137, /* fstatfs */ 138);
  /** Changes of files in the private directory. */
  private static final List<Integer> CHANGES = List.of(
      /* rename */ 82, /* renameat */ 264, /* renameat2 */ 316, /* mkdir */ 83, /* mkdirat */ 258, /* rmdir */ 84,
      /* unlink */ 87, /* unlinkat */ 263, /* symlink */ 88, /* symlinkat */ 266, /* link */ 86, /* linkat */ 265,
      /* chmod */ 90, /* fchmod */ 91, /* fchmodat */ 268, /* umask */ 95, /* utimensat */ 280);
  /** Descriptors: copies, pipes to the linker, and those that the host sends. */
  private static final List<Integer> DESCRIPTORS = List.of(
      /* dup */ 32, /* dup2 */ 33, /* dup3 */ 292, /* pipe */ 22, /* pipe2 */ 293, /* recvmsg */ 47);
  /** Threads, and the linker that PoCL starts at a kernel's first launch. */
  private static final List<Integer> THREADS = List.of(
      /* fork */ 57, /* vfork */ 58, /* execve */ 59, /* wait4 */ 61, /* waitid */ 247, /* exit */ 60,
      /* exit_group */ 231, /* set_tid_address */ 218, /* set_robust_list */ 273, /* rseq */ 334,
      /* arch_prctl */ 158, /* sched_getaffinity */ 204, /* sched_getparam */ 143, /* sched_getscheduler */ 145,
      /* sched_get_priority_max */ 146, /* sched_get_priority_min */ 147, /* getcpu */ 309, /* getpriority */ 140);
  /** Signals that come here. */
  private static final List<Integer> SIGNALS = List.of(
      /* rt_sigaction */ 13, /* rt_sigprocmask */ 14, /* rt_sigreturn */ 15, /* rt_sigpending */ 127,
      /* rt_sigtimedwait */ 128, /* rt_sigsuspend */ 130, /* sigaltstack */ 131);
  /** What the process may know. */
  private static final List<Integer> FACTS = List.of(
      /* getpid */ 39, /* gettid */ 186, /* getppid */ 110, /* getpgrp */ 111, /* getuid */ 102, /* geteuid */ 107,
      /* getgid */ 104, /* getegid */ 108, /* getgroups */ 115, /* capget */ 125, /* uname */ 63, /* sysinfo */ 99,
      /* getrlimit */ 97, /* getrusage */ 98, /* times */ 100, /* getrandom */ 318, /* clock_gettime */ 228,
      /* clock_getres */ 229, /* gettimeofday */ 96, /* time */ 201);
  /** In this order: network and other ways to talk; other processes; rights; name spaces and mounts; large parts of the kernel. */
  private static final List<List<Integer>> REFUSED = List.of(
      List.of(
          /* socket */ 41, /* socketpair */ 53, /* connect */ 42, /* bind */ 49, /* listen */ 50, /* accept */ 43,
          /* accept4 */ 288, /* sendto */ 44, /* sendmsg */ 46, /* sendmmsg */ 307, /* shmget */ 29, /* shmat */ 30,
          /* shmctl */ 31, /* semget */ 64, /* msgget */ 68, /* mq_open */ 240),
      List.of(
          /* ptrace */ 101, /* process_vm_readv */ 310, /* process_vm_writev */ 311, /* process_madvise */ 440,
          /* process_mrelease */ 448, /* pidfd_open */ 434, /* pidfd_getfd */ 438, /* pidfd_send_signal */ 424,
          /* kcmp */ 312, /* tkill */ 200, /* rt_sigqueueinfo */ 129, /* rt_tgsigqueueinfo */ 297,
          /* setpriority */ 141,
          /* sched_setaffinity */ 203, /* sched_setscheduler */ 144, /* sched_setattr */ 314, /* sched_setparam */ 142,
          /* ioprio_set */ 251, /* migrate_pages */ 256, /* move_pages */ 279, /* setsid */ 112, /* setpgid */ 109),
      List.of(
          /* setuid */ 105, /* setgid */ 106, /* setreuid */ 113, /* setregid */ 114, /* setresuid */ 117,
          /* setresgid */ 119, /* setgroups */ 116, /* setfsuid */ 122, /* setfsgid */ 123, /* capset */ 126,
          /* personality */ 135, /* seccomp */ 317),
      List.of(
          /* unshare */ 272, /* setns */ 308, /* mount */ 165, /* umount2 */ 166, /* pivot_root */ 155,
          /* chroot */ 161,
          /* open_tree */ 428, /* move_mount */ 429, /* fsopen */ 430, /* fsconfig */ 431, /* fsmount */ 432,
          /* fspick */ 433, /* mount_setattr */ 442, /* name_to_handle_at */ 303, /* open_by_handle_at */ 304),
      List.of(
          /* bpf */ 321, /* perf_event_open */ 298, /* io_uring_setup */ 425, /* io_uring_enter */ 426,
          /* io_uring_register */ 427, /* userfaultfd */ 323, /* keyctl */ 250, /* add_key */ 248,
          /* request_key */ 249,
          /* fanotify_init */ 300, /* init_module */ 175, /* finit_module */ 313, /* delete_module */ 176,
          /* kexec_load */ 246, /* kexec_file_load */ 320, /* reboot */ 169, /* swapon */ 167, /* swapoff */ 168,
          /* quotactl */ 179, /* syslog */ 103, /* acct */ 163, /* mknod */ 133, /* mknodat */ 259, /* iopl */ 172,
          /* ioperm */ 173, /* modify_ldt */ 154));

  private static final int FCNTL = 72;
  private static final List<Integer> FCNTL_REFUSED = List.of(
      /* F_SETOWN */ 8, /* F_SETSIG */ 10, /* F_SETOWN_EX */ 15, /* F_ADD_SEALS */ 1033);
  private static final int CLONE = 56;
  /** All CLONE_NEW flags. clone3 hides its flags behind a pointer, so it does not exist here and C libraries use clone. */
  private static final int CLONE_NEW = 0x7e020000;
  private static final int IOCTL = 16;
  /** Of files that are no devices: is it a terminal, how many bytes wait. */
  private static final List<Integer> IOCTL_WITHOUT_DEVICES = List.of(/* TCGETS */ 0x5401, /* FIONREAD */ 0x541b,
      /* TIOCGWINSZ */ 0x5413);
  private static final int PRCTL = 157;
  private static final List<Integer> PRCTL_ALLOWED = List.of(
      /* PR_GET_DUMPABLE */ 3, /* PR_SET_NAME */ 15, /* PR_GET_NAME */ 16, /* PR_CAPBSET_READ */ 23,
      /* PR_GET_TIMERSLACK */ 30, /* PR_SET_THP_DISABLE */ 41, /* PR_GET_THP_DISABLE */ 42,
      /* PR_SET_VMA */ 0x53564d41);
  private static final int KILL = 62;
  private static final int TGKILL = 234;
  private static final int PRLIMIT64 = 302;

  private WorkerSyscalls() {
  }

  /**
   * The filter of a worker.
   *
   * @param pid its process, the only one that it may send signals to
   * @param devices whether it drives real devices, which are driven by ioctl; which ones is a matter of the rules for files
   */
  static SyscallFilter filter(int pid, boolean devices) {
    SyscallFilter filter = SyscallFilter.create();
    List.of(WAITING, MEMORY, FILES, CHANGES, DESCRIPTORS, THREADS, SIGNALS, FACTS)
        .forEach(group -> group.forEach(filter::allow));
    filter.allowUnless(FCNTL, 1, numbers(FCNTL_REFUSED)).allowWithoutBits(CLONE, 0, CLONE_NEW)
        .allowIf(PRCTL, 0, numbers(PRCTL_ALLOWED))
        .allowIf(KILL, 0, pid).allowIf(TGKILL, 0, pid).allowIf(PRLIMIT64, 0, 0, pid);
    if (devices) {
      filter.allow(IOCTL);
    } else {
      filter.allowIf(IOCTL, 1, numbers(IOCTL_WITHOUT_DEVICES));
    }
    REFUSED.forEach(group -> group.forEach(filter::refuse));
    return filter;
  }

  private static int[] numbers(List<Integer> list) {
    return list.stream().mapToInt(Integer::intValue).toArray();
  }
}
