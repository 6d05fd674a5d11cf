package org.paravane.runtime;

import java.util.List;
import java.util.function.Function;

/**
 * A program that a device has built: kernels with what is known of their arguments. Closing it waits for the work that was submitted
 * before (see {@link AcceleratorOptions#closeTimeout}), then unloads it; its kernels cannot be dispatched any more. Safe for use by
 * many threads.
 */
public final class Program implements AutoCloseable {
  private final Accelerator accelerator;
  private final long number;
  private final String log;
  private final List<Kernel> kernels;
  private volatile boolean closed;

  Program(Accelerator accelerator, long number, String log, Function<Program, List<Kernel>> kernels) {
    this.accelerator = accelerator;
    this.number = number;
    this.log = log;
    this.kernels = List.copyOf(kernels.apply(this));
  }

  /** Its kernels, in the compiler's order. */
  public List<Kernel> kernels() {
    return kernels;
  }

  /** The kernel of a name; IllegalArgumentException if it has none. */
  public Kernel kernel(String name) {
    return kernels.stream().filter(kernel -> kernel.name().equals(name)).findFirst()
        .orElseThrow(() -> new IllegalArgumentException(
            "no such kernel: name=" + name + ", has=" + kernels.stream().map(Kernel::name).toList()));
  }

  /** What the compiler said: warnings; often empty. */
  public String log() {
    return log;
  }

  void requireOpen() {
    if (closed) {
      throw new IllegalStateException("program is closed: " + this);
    }
  }

  /** Waits for the work submitted before, then unloads it. Idempotent. */
  @Override
  public void close() {
    synchronized (kernels) {
      if (closed) {
        return;
      }
      closed = true;
    }
    accelerator.awaitSubmittedWork();
    accelerator.programs().unload(number);
    accelerator.forget(this);
  }

  @Override
  public String toString() {
    return "program " + number + " of " + accelerator.name() + kernels.stream().map(Kernel::name).toList();
  }
}
