package org.paravane.linux;

import java.lang.foreign.MemorySegment;

/**
 * Files of the system, device nodes among them: open, read, write, ioctl and poll as the system has them. Memory is native
 * where a segment is passed. Results are the value of the call or the negated errno, as in the kernel, because a caller of
 * an ioctl has to see both.
 */
public final class OpenFiles {
  public static final int O_RDONLY = 0;
  public static final int O_WRONLY = 1;
  public static final int O_RDWR = 2;
  public static final int O_EXCL = 0x80;
  public static final int O_NONBLOCK = 0x800;
  private static final int O_CLOEXEC = 0x80000;

  private OpenFiles() {
  }

  /** Opens a file, closed on exec. */
  public static OwnedFd open(String path, int flags) throws LinuxException {
    int result = Libc.open(path, flags | O_CLOEXEC);
    if (result < 0) {
      throw new LinuxException(-result, "open", "path=" + path + ", flags=0x" + Integer.toHexString(flags));
    }
    return OwnedFd.of(result);
  }

  /** A request on an open file. The argument is native memory of the size that the request code says, or {@link MemorySegment#NULL}, or any address. */
  public static int ioctl(OwnedFd fd, int request, MemorySegment argument) {
    return Libc.ioctl(fd.number(), request, argument);
  }

  /** Reads into native memory; blocks as the file does. */
  public static long read(OwnedFd fd, MemorySegment to) {
    return Libc.read(fd.number(), to, to.byteSize());
  }

  /** Writes the first bytes of native memory in one call. */
  public static long write(OwnedFd fd, MemorySegment from, long bytes) {
    return Libc.write(fd.number(), from, bytes);
  }

  /** 1 if one of the events (POLLIN 1, POLLOUT 4) or an error is there, 0 after the timeout, or −errno. */
  public static int poll(OwnedFd fd, int events, int timeoutMillis) {
    return Libc.poll(fd.number(), (short) events, timeoutMillis);
  }
}
