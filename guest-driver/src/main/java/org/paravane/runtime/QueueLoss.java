package org.paravane.runtime;

import org.jspecify.annotations.Nullable;
import org.paravane.abi.Errno;
import org.paravane.abi.ioctl.DxgIoctl;

/** Whether a queue was lost, and why: asked of the node once, told to everybody who waits or submits. */
final class QueueLoss {
  private final Accelerator accelerator;
  private final HardwareQueue hardware;
  private volatile @Nullable ContextFault fault;

  QueueLoss(Accelerator accelerator, HardwareQueue hardware) {
    this.accelerator = accelerator;
    this.hardware = hardware;
  }

  boolean isKnown() {
    return fault != null;
  }

  void requireNone() {
    ContextFault known = fault;
    if (known != null) {
      throw exception(known);
    }
  }

  /** Throws if an ioctl of the queue failed; ECANCELED with the fault if the queue is lost. */
  void check(DxgIoctl ioctl, IoctlAnswer answer) {
    if (answer.isOk()) {
      return;
    }
    AcceleratorException failure = accelerator.calls().failure(ioctl, answer);
    ContextFault why = hardware.fault(failure.reason());
    if (why == null) {
      throw failure;
    }
    fault = why;
    throw new AcceleratorException(ioctl.name(), Errno.ECANCELED, failure.reason(), why);
  }

  /** What to throw for a submission that ended and was not executed. */
  AcceleratorException exception(long number, boolean closed) {
    ContextFault known = fault;
    if (known == null && !closed) {
      known = hardware.fault(accelerator.waiter(), number);
    }
    if (known == null) {
      known = new ContextFault(0, 0, "submission was not executed: node=" + accelerator.name() + ", number=" + number);
    }
    fault = known;
    return exception(known);
  }

  private static AcceleratorException exception(ContextFault known) {
    return new AcceleratorException("queue", Errno.ECANCELED, "work was lost: " + known.reason(), known);
  }
}
