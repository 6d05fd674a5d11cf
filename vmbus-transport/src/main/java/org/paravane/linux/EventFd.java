package org.paravane.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * An eventfd: a counter that one side adds to and the other takes. None of the calls blocks, even on a descriptor whose
 * owner left it in blocking mode.
 */
public final class EventFd implements AutoCloseable {
  private static final String LINK = "anon_inode:[eventfd]";
  private final OwnedFd fd;

  private EventFd(OwnedFd fd) {
    this.fd = fd;
  }

  public static EventFd create() throws LinuxException {
    int number = Libc.eventfd();
    if (number < 0) {
      throw new LinuxException(-number, "eventfd", "flags=CLOEXEC|NONBLOCK");
    }
    return new EventFd(OwnedFd.of(number));
  }

  /**
   * Takes over a descriptor that somebody passed to us. It is closed if it is no eventfd.
   *
   * @throws LinuxException EINVAL if it is something else
   */
  public static EventFd adopt(OwnedFd fd) throws LinuxException {
    String target;
    try {
      target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + fd.number())).toString();
    } catch (IOException e) {
      target = "unreadable";
    }
    if (!target.equals(LINK)) {
      String detail = "fd=%d, is=%s".formatted(fd.number(), target);
      fd.close();
      throw new LinuxException(Libc.EINVAL, "eventfd check", detail);
    }
    return new EventFd(fd);
  }

  /** The descriptor; still owned by this object. */
  public OwnedFd fd() {
    return fd;
  }

  /** Adds 1. A counter that is full is signalled already. */
  public void signal() throws LinuxException {
    if (!poll(Libc.POLLOUT, 0)) {
      return;
    }
    long result = Libc.writeCounter(fd.number(), 1);
    if (result < 0 && result != -Libc.EAGAIN) {
      throw new LinuxException((int) -result, "write", "eventfd=" + fd.number());
    }
  }

  /** Takes the counter: how often it was signalled since the last time, 0 if not at all. */
  public long take() throws LinuxException {
    if (!poll(Libc.POLLIN, 0)) {
      return 0;
    }
    long result = Libc.readCounter(fd.number());
    if (result < 0 && result != -Libc.EAGAIN) {
      throw new LinuxException((int) -result, "read", "eventfd=" + fd.number());
    }
    return Math.max(result, 0);
  }

  /** Waits until it is signalled; false after the timeout. Does not take the counter. */
  public boolean await(Duration timeout) throws LinuxException {
    long deadline = System.nanoTime() + timeout.toNanos();
    while (true) {
      long leftMillis = Math.ceilDiv(deadline - System.nanoTime(), 1_000_000L);
      if (poll(Libc.POLLIN, Math.clamp(leftMillis, 0, Integer.MAX_VALUE))) {
        return true;
      }
      if (leftMillis <= 0) {
        return false;
      }
    }
  }

  @Override
  public void close() {
    fd.close();
  }

  private boolean poll(short events, int timeoutMillis) throws LinuxException {
    int result = Libc.poll(fd.number(), events, timeoutMillis);
    if (result < 0 && result != -Libc.EINTR) {
      throw new LinuxException(-result, "poll", "eventfd=" + fd.number());
    }
    return result > 0;
  }
}
