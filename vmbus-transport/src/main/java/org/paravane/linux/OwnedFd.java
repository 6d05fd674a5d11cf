package org.paravane.linux;

import java.util.concurrent.atomic.AtomicInteger;

/** A file descriptor of this process and the duty to close it. Closing twice is harmless; using it afterwards is not. */
public final class OwnedFd implements AutoCloseable {
  private static final int GONE = -1;
  private final AtomicInteger number;

  private OwnedFd(int number) {
    this.number = new AtomicInteger(number);
  }

  /** Takes over a descriptor that somebody opened for us (a received one, for instance). */
  public static OwnedFd of(int number) {
    if (number < 0) {
      throw new IllegalArgumentException("not a descriptor: number=" + number);
    }
    return new OwnedFd(number);
  }

  /** The descriptor's number, for as long as this object owns it. */
  public int number() {
    int current = number.get();
    if (current == GONE) {
      throw new IllegalStateException("descriptor is closed or was given away");
    }
    return current;
  }

  public boolean isOpen() {
    return number.get() != GONE;
  }

  /** A second descriptor of the same open file. */
  public OwnedFd duplicate() throws LinuxException {
    return duplicateFrom(0);
  }

  /** As {@link #duplicate}, with a number that is not smaller than the given one. */
  public OwnedFd duplicateFrom(int lowest) throws LinuxException {
    int from = number();
    int copy = Libc.fcntl(from, Libc.F_DUPFD_CLOEXEC, lowest);
    if (copy < 0) {
      throw new LinuxException(-copy, "fcntl(F_DUPFD_CLOEXEC)", "fd=" + from);
    }
    return new OwnedFd(copy);
  }

  /** Gives the descriptor away: the number is returned and no longer closed here. */
  public int release() {
    int given = number.getAndSet(GONE);
    if (given == GONE) {
      throw new IllegalStateException("descriptor is closed or was given away");
    }
    return given;
  }

  /** Closes the descriptor. Linux frees the number whatever close answers, so there is no error to handle. */
  @Override
  public void close() {
    int closing = number.getAndSet(GONE);
    if (closing != GONE) {
      Libc.close(closing);
    }
  }

  @Override
  public String toString() {
    return "fd " + number.get();
  }
}
