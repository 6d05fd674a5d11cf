package org.paravane.linux;

import java.util.Optional;
import org.paravane.abi.Errno;

/** A Linux call that failed: which errno, which call, on what. */
public final class LinuxException extends Exception {
  private final int errno;
  private final String call;

  /**
   * @param errno the positive errno number
   * @param call the name of the call, as in section 2 of the manual
   * @param detail what it was called on, in {@code key=value, key=value} form
   */
  public LinuxException(int errno, String call, String detail) {
    super("%s failed: errno=%s, %s".formatted(call, name(errno), detail));
    this.errno = errno;
    this.call = call;
  }

  /** The positive errno number. */
  public int errno() {
    return errno;
  }

  /** The errno as a value that callers get, if it is one that Paravane returns. */
  public Optional<Errno> known() {
    return find(errno);
  }

  public String call() {
    return call;
  }

  /** Whether the call failed with this errno. */
  public boolean is(Errno candidate) {
    return errno == candidate.number();
  }

  private static Optional<Errno> find(int errno) {
    for (Errno candidate : Errno.values()) {
      if (candidate.number() == errno) {
        return Optional.of(candidate);
      }
    }
    return Optional.empty();
  }

  private static String name(int errno) {
    return find(errno).map(Errno::name).orElse(Integer.toString(errno));
  }
}
