package org.paravane.runtime;

import java.io.Serial;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.Errno;

/** The device, the host or the way there refused or failed. Mistakes in the use of this library are other exceptions. */
public final class AcceleratorException extends RuntimeException {
  @Serial
  private static final long serialVersionUID = 1L;

  private final Errno errno;
  private final String reason;
  private final transient @Nullable ContextFault fault;

  /**
   * A failure.
   *
   * @param operation what was tried, such as {@code CREATEALLOCATION}
   * @param errno which kind of failure
   * @param reason what failed, for whom, and what to do, in {@code lower case: key=value} form
   */
  public AcceleratorException(String operation, Errno errno, String reason) {
    this(operation, errno, reason, null);
  }

  AcceleratorException(String operation, Errno errno, String reason, @Nullable ContextFault fault) {
    super(operation + ": " + errno + ": " + reason);
    this.errno = errno;
    this.reason = reason;
    this.fault = fault;
  }

  /** Which kind: ENODEV when device or host are gone, ENOMEM past a limit, ECANCELED after a fault, ETIMEDOUT, EINTR, EINVAL … */
  public Errno errno() {
    return errno;
  }

  /** What failed, for whom, and what to do; the message without operation and errno. */
  public String reason() {
    return reason;
  }

  /** What the device says, if a fault ended the work. */
  public Optional<ContextFault> fault() {
    return Optional.ofNullable(fault);
  }
}
