package org.paravane.host.engine;

/** A monotonic clock of an adapter; readable from any thread. */
@FunctionalInterface
public interface GpuClock {
  /** Nanoseconds since some fixed moment; never goes back. */
  long nanos();
}
