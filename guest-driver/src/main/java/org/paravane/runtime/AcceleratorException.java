package org.paravane.runtime;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.Errno;

/** A call to an accelerator failed, or the work that was given to it did. */
public final class AcceleratorException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What ended the work of a context. */
  public record Fault(String state, long address, String reason) {
  }

  private final Errno errno;
  private final transient @Nullable Fault fault;

  private AcceleratorException(Errno errno, String message, @Nullable Fault fault) {
    super(message);
    this.errno = errno;
    this.fault = fault;
  }

  /** A call answered an errno; the reason is the driver's, where it gives one. */
  public static AcceleratorException of(String call, Errno errno, @Nullable String reason) {
    return new AcceleratorException(errno,
        "accelerator refused: call=" + call + ", errno=" + errno + (reason == null ? "" : ", why=" + reason), null);
  }

  /** Work faulted, and everything that was submitted behind it is lost. */
  static AcceleratorException faulted(Fault fault) {
    return new AcceleratorException(Errno.EIO, "accelerator work failed: state=" + fault.state() + ", address=0x"
        + Long.toHexString(fault.address()) + ", why=" + fault.reason(), fault);
  }

  /** Why, as a number. EIO for faults, ENODEV when the device is gone. */
  public Errno errno() {
    return errno;
  }

  /** What the work did wrong, when it is that. */
  public Optional<Fault> fault() {
    return Optional.ofNullable(fault);
  }
}
