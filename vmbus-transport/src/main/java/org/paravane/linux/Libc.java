package org.paravane.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;

/**
 * The C library, one method per call. As in the kernel, a result is the value of the call or the negated errno, so that no
 * caller needs a second word for the error. Addresses are passed as numbers unless the memory has to stay alive for as long
 * as the call lasts.
 */
final class Libc {
  static final int MFD_CLOEXEC = 1;
  static final int MFD_ALLOW_SEALING = 2;
  static final int O_RDWR_CLOEXEC = 0x80002;
  static final int F_DUPFD_CLOEXEC = 1030;
  static final int F_ADD_SEALS = 1033;
  static final int F_GET_SEALS = 1034;
  static final int FALLOC_FL_KEEP_SIZE = 1;
  static final int FALLOC_FL_PUNCH_HOLE = 2;
  static final int PROT_READ_WRITE = 3;
  static final int MAP_SHARED = 1;
  static final int MAP_PRIVATE = 2;
  static final int MAP_FIXED = 0x10;
  static final int MAP_ANONYMOUS = 0x20;
  static final int MREMAP_MAYMOVE_FIXED = 3;
  static final int EFD_CLOEXEC_NONBLOCK = 0x80800;
  static final int PR_SET_PDEATHSIG = 1;
  static final int SIGKILL = 9;
  static final short POLLIN = 1;
  static final short POLLOUT = 4;
  static final int EINTR = 4;
  static final int EAGAIN = 11;
  static final int EINVAL = 22;
  static final int ENOSYS = 38;
  static final int ETIMEDOUT = 110;

  private static final int FUTEX_WAIT = 0;
  private static final int FUTEX_WAKE = 1;
  private static final long SYS_PIDFD_OPEN = 434;
  private static final long SYS_PIDFD_GETFD = 438;
  /** The one system call number here that differs between architectures. */
  private static final long SYS_FUTEX = System.getProperty("os.arch").equals("aarch64") ? 98 : 202;
  /** {@code struct stat} of x86-64 and of AArch64: both have these two fields at these offsets. */
  private static final int STAT_SIZE = 144;
  private static final int STAT_INODE = 8;
  private static final int STAT_BYTES = 48;
  private static final int STAT_BLOCKS = 64;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final VarHandle ERRNO = Linker.Option.captureStateLayout()
      .varHandle(MemoryLayout.PathElement.groupElement("errno"));
  private static final ThreadLocal<Scratch> SCRATCH = ThreadLocal.withInitial(Scratch::new);

  private static final MethodHandle MEMFD_CREATE = handle("memfd_create",
      FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle OPEN = handle("open", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT),
      Linker.Option.firstVariadicArg(2));
  private static final MethodHandle FTRUNCATE = handle("ftruncate",
      FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG));
  private static final MethodHandle FALLOCATE = handle("fallocate",
      FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG));
  private static final MethodHandle PREAD = handle("pread",
      FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_LONG));
  private static final MethodHandle FSTAT = handle("fstat", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS));
  private static final MethodHandle FCNTL = handle("fcntl",
      FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT), Linker.Option.firstVariadicArg(2));
  private static final MethodHandle CLOSE = handle("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  private static final MethodHandle MMAP = handle("mmap",
      FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG));
  private static final MethodHandle MUNMAP = handle("munmap", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG));
  private static final MethodHandle MREMAP = handle("mremap",
      FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_LONG),
      Linker.Option.firstVariadicArg(4));
  private static final MethodHandle EVENTFD = handle("eventfd", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle READ = handle("read",
      FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
  private static final MethodHandle WRITE = handle("write",
      FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
  private static final MethodHandle IOCTL = handle("ioctl",
      FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS), Linker.Option.firstVariadicArg(2));
  private static final MethodHandle POLL = handle("poll",
      FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
  private static final MethodHandle PROCESS_VM_READV = handle("process_vm_readv",
      FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_LONG));
  private static final MethodHandle PROCESS_VM_WRITEV = handle("process_vm_writev",
      FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_LONG));
  private static final MethodHandle PRCTL = handle("prctl", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG),
      Linker.Option.firstVariadicArg(1));
  private static final MethodHandle GETPPID = handle("getppid", FunctionDescriptor.of(JAVA_INT));
  private static final MethodHandle SYSCALL3 = handle("syscall",
      FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
      Linker.Option.firstVariadicArg(1));
  private static final MethodHandle SYSCALL_FUTEX = handle("syscall",
      FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT),
      Linker.Option.firstVariadicArg(1));

  private Libc() {
  }

  /** Where one thread's calls leave their errno and keep their small structs, so that a call allocates nothing. */
  private static final class Scratch {
    final MemorySegment state;
    /** timespec, pollfd or the eventfd counter. */
    final MemorySegment small;
    final MemorySegment iovecs;
    final MemorySegment stat;

    Scratch() {
      Arena arena = Arena.ofAuto();
      state = arena.allocate(Linker.Option.captureStateLayout());
      small = arena.allocate(16, 8);
      iovecs = arena.allocate(32, 8);
      stat = arena.allocate(STAT_SIZE, 8);
    }

    int errno() {
      return (int) ERRNO.get(state, 0L);
    }

    int result(int value) {
      return value == -1 ? -errno() : value;
    }

    long result(long value) {
      return value == -1 ? -errno() : value;
    }
  }

  static int memfdCreate(String name, int flags) {
    Scratch scratch = SCRATCH.get();
    try (Arena arena = Arena.ofConfined()) {
      return scratch.result((int) MEMFD_CREATE.invokeExact(scratch.state,
          arena.allocateFrom(name, StandardCharsets.UTF_8), flags));
    } catch (Throwable t) {
      throw bug(t);
    }
  }

  static long pread(int fd, MemorySegment to, long offset) {
    Scratch scratch = SCRATCH.get();
    try {
      return scratch.result((long) PREAD.invokeExact(scratch.state, fd, to, to.byteSize(), offset));
    } catch (Throwable t) {
      throw bug(t);
    }
  }

  static int open(String path, int flags) {
    Scratch scratch = SCRATCH.get();
    try (Arena arena = Arena.ofConfined()) {
      return scratch
          .result((int) OPEN.invokeExact(scratch.state, arena.allocateFrom(path, StandardCharsets.UTF_8), flags));
    } catch (Throwable t) {
      throw bug(t);
    }
  }

  static int ftruncate(int fd, long bytes) {
    Scratch scratch = SCRATCH.get();
    try {
      return scratch.result((int) FTRUNCATE.invokeExact(scratch.state, fd, bytes));
    } catch (Throwable t) {
      throw bug(t);
    }
  }

  static int fallocate(int fd, int mode, long offset, long bytes) {
    Scratch scratch = SCRATCH.get();
    try {
      return scratch.result((int) FALLOCATE.invokeExact(scratch.state, fd, mode, offset, bytes));
    } catch (Throwable t) {
      throw bug(t);
    }
  }

  /** Length of the file in bytes, or −errno. */
  static long fileBytes(int fd) {
    return stat(fd, STAT_BYTES);
  }

  /** Memory behind the file in units of 512 bytes, or −errno. */
  static long fileBlocks(int fd) {
    return stat(fd, STAT_BLOCKS);
  }

  /** Inode number, or −errno. */
  static long fileInode(int fd) {
    return stat(fd, STAT_INODE);
  }

  private static long stat(int fd, int field) {
    Scratch scratch = SCRATCH.get();
    try {
      int result = scratch.result((int) FSTAT.invokeExact(scratch.state, fd, scratch.stat));
      return result < 0 ? result : scratch.stat.get(JAVA_LONG, field);
    } catch (Throwable t) {
      throw bug(t);
    }
  }

  static int fcntl(int fd, int command, int argument) {
    Scratch scratch = SCRATCH.get();
    try {
      return scratch.result((int) FCNTL.invokeExact(scratch.state, fd, command, argument));
    } catch (Throwable t) {
      throw bug(t);
    }
  }

  static int close(int fd) {
    Scratch scratch = SCRATCH.get();
    try {
      return scratch.result((int) CLOSE.invokeExact(scratch.state, fd));
    } catch (Throwable t) {
      throw bug(t);
    }
  }

  static long mmap(long address, long bytes, int flags, int fd, long offset) {
    Scratch scratch = SCRATCH.get();
    try {
      return scratch
          .result((long) MMAP.invokeExact(scratch.state, address, bytes, PROT_READ_WRITE, flags, fd, offset));
    } catch (Throwable t) {
      throw bug(t);
    }
  }

  static int munmap(long address, long bytes) {
    Scratch scratch = SCRATCH.get();
    try {
      return scratch.result((int) MUNMAP.invokeExact(scratch.state, address, bytes));
    } catch (Throwable t) {
      throw bug(t);
    }
  }

  /** Moves a mapping over whatever is at the new address, in one step. */
  static long mremapFixed(long oldAddress, long bytes, long newAddress) {
    Scratch scratch = SCRATCH.get();
    try {
      return scratch.result((long) MREMAP.invokeExact(scratch.state, oldAddress, bytes, bytes, MREMAP_MAYMOVE_FIXED,
          newAddress));
    } catch (Throwable t) {
      throw bug(t);
    }
  }

  static int eventfd() {
    Scratch scratch = SCRATCH.get();
    try {
      return scratch.result((int) EVENTFD.invokeExact(scratch.state, 0, EFD_CLOEXEC_NONBLOCK));
    } catch (Throwable t) {
      throw bug(t);
    }
  }

  /** Bytes read, or −errno. */
  static long read(int fd, MemorySegment to, long bytes) {
    Scratch scratch = SCRATCH.get();
    try {
      return scratch.result((long) READ.invokeExact(scratch.state, fd, to, bytes));
    } catch (Throwable t) {
      throw bug(t);
    }
  }

  /** Bytes written, or −errno. */
  static long write(int fd, MemorySegment from, long bytes) {
    Scratch scratch = SCRATCH.get();
    try {
      return scratch.result((long) WRITE.invokeExact(scratch.state, fd, from, bytes));
    } catch (Throwable t) {
      throw bug(t);
    }
  }

  /** The request's result, or −errno. The request is passed unsigned. */
  static int ioctl(int fd, int request, MemorySegment argument) {
    Scratch scratch = SCRATCH.get();
    try {
      return scratch.result(
          (int) IOCTL.invokeExact(scratch.state, fd, Integer.toUnsignedLong(request), argument));
    } catch (Throwable t) {
      throw bug(t);
    }
  }

  /** Adds to an eventfd's counter. */
  static long writeCounter(int fd, long value) {
    Scratch scratch = SCRATCH.get();
    try {
      scratch.small.set(JAVA_LONG, 0, value);
      return scratch.result((long) WRITE.invokeExact(scratch.state, fd, scratch.small, 8L));
    } catch (Throwable t) {
      throw bug(t);
    }
  }

  /** Takes an eventfd's counter: its value (or the largest long, if it is more), or −errno. */
  static long readCounter(int fd) {
    Scratch scratch = SCRATCH.get();
    try {
      long result = scratch.result((long) READ.invokeExact(scratch.state, fd, scratch.small, 8L));
      if (result < 0) {
        return result;
      }
      long value = scratch.small.get(JAVA_LONG, 0);
      return value < 0 ? Long.MAX_VALUE : value;
    } catch (Throwable t) {
      throw bug(t);
    }
  }

  /** 1 if one of the events (or an error) is there, 0 after the timeout, or −errno. */
  static int poll(int fd, short events, int timeoutMillis) {
    Scratch scratch = SCRATCH.get();
    try {
      scratch.small.set(JAVA_INT, 0, fd);
      scratch.small.set(JAVA_INT, 4, events);
      return scratch.result((int) POLL.invokeExact(scratch.state, scratch.small, 1L, timeoutMillis));
    } catch (Throwable t) {
      throw bug(t);
    }
  }

  static long processVmRead(int pid, long remoteAddress, MemorySegment to) {
    return processVm(PROCESS_VM_READV, pid, remoteAddress, to);
  }

  static long processVmWrite(int pid, long remoteAddress, MemorySegment from) {
    return processVm(PROCESS_VM_WRITEV, pid, remoteAddress, from);
  }

  private static long processVm(MethodHandle call, int pid, long remoteAddress, MemorySegment local) {
    Scratch scratch = SCRATCH.get();
    MemorySegment iovecs = scratch.iovecs;
    iovecs.set(JAVA_LONG, 0, local.address());
    iovecs.set(JAVA_LONG, 8, local.byteSize());
    iovecs.set(JAVA_LONG, 16, remoteAddress);
    iovecs.set(JAVA_LONG, 24, local.byteSize());
    try {
      return scratch
          .result((long) call.invokeExact(scratch.state, pid, iovecs, 1L, iovecs.asSlice(16), 1L, 0L));
    } catch (Throwable t) {
      throw bug(t);
    }
  }

  static int prctl(int option, long argument) {
    Scratch scratch = SCRATCH.get();
    try {
      return scratch.result((int) PRCTL.invokeExact(scratch.state, option, argument));
    } catch (Throwable t) {
      throw bug(t);
    }
  }

  static int getppid() {
    Scratch scratch = SCRATCH.get();
    try {
      return (int) GETPPID.invokeExact(scratch.state);
    } catch (Throwable t) {
      throw bug(t);
    }
  }

  static int pidfdOpen(int pid) {
    return pidfdOpen(pid, 0);
  }

  static int pidfdOpen(int pid, int flags) {
    return syscall(SYS_PIDFD_OPEN, pid, flags);
  }

  static int pidfdGetfd(int pidfd, int remoteFd) {
    return syscall(SYS_PIDFD_GETFD, pidfd, remoteFd);
  }

  private static int syscall(long number, long first, long second) {
    Scratch scratch = SCRATCH.get();
    try {
      return (int) scratch.result((long) SYSCALL3.invokeExact(scratch.state, number, first, second, 0L));
    } catch (Throwable t) {
      throw bug(t);
    }
  }

  /** FUTEX_WAIT between processes; {@code word} stays alive during the call. A negative timeout is none. */
  static int futexWait(MemorySegment word, int expected, long timeoutNanos) {
    Scratch scratch = SCRATCH.get();
    MemorySegment timeout = MemorySegment.NULL;
    if (timeoutNanos >= 0) {
      timeout = scratch.small;
      timeout.set(JAVA_LONG, 0, timeoutNanos / 1_000_000_000L);
      timeout.set(JAVA_LONG, 8, timeoutNanos % 1_000_000_000L);
    }
    try {
      return (int) scratch.result(
          (long) SYSCALL_FUTEX.invokeExact(scratch.state, SYS_FUTEX, word, FUTEX_WAIT, expected, timeout, 0L, 0));
    } catch (Throwable t) {
      throw bug(t);
    }
  }

  /** FUTEX_WAKE between processes: how many were woken, or −errno. */
  static int futexWake(MemorySegment word, int waiters) {
    Scratch scratch = SCRATCH.get();
    try {
      return (int) scratch.result((long) SYSCALL_FUTEX.invokeExact(scratch.state, SYS_FUTEX, word, FUTEX_WAKE, waiters,
          MemorySegment.NULL, 0L, 0));
    } catch (Throwable t) {
      throw bug(t);
    }
  }

  /** What the last call left that was given this state. */
  static int errno(MemorySegment state) {
    return (int) ERRNO.get(state, 0L);
  }

  static MethodHandle handle(String symbol, FunctionDescriptor descriptor, Linker.Option... options) {
    Linker.Option[] all = new Linker.Option[options.length + 1];
    all[0] = Linker.Option.captureCallState("errno");
    System.arraycopy(options, 0, all, 1, options.length);
    return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(symbol), descriptor, all);
  }

  /** A method handle throws only for a bug of ours: a wrong descriptor, or memory that is closed already. */
  static RuntimeException bug(Throwable t) {
    return switch (t) {
      case RuntimeException e -> e;
      case Error e -> throw e;
      default -> new IllegalStateException(t);
    };
  }
}
