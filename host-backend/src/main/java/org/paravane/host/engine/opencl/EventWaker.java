package org.paravane.host.engine.opencl;

import static org.lwjgl.opencl.CL10.CL_COMPLETE;
import static org.lwjgl.opencl.CL11.nclSetEventCallback;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.lwjgl.opencl.CLEventCallback;

/** Has OpenCL call when an event is complete, on a thread of the driver, so that a sleeping loop wakes. */
final class EventWaker implements AutoCloseable {
  private static final long CLOSE_NANOS = 2_000_000_000L;
  private static final long CLOSE_STEP_NANOS = 1_000_000L;

  private final AtomicInteger outstanding = new AtomicInteger();
  private final CLEventCallback callback = CLEventCallback.create((event, status, data) -> fired());
  private volatile @Nullable Runnable wake;

  /** Who is to be called; quick, and from any thread. */
  void target(Runnable newWake) {
    wake = newWake;
  }

  void register(long event) {
    outstanding.incrementAndGet();
    int code = nclSetEventCallback(event, CL_COMPLETE, callback.address(), 0);
    if (code != 0) {
      outstanding.decrementAndGet();
      OpenClException.check(code, "clSetEventCallback");
    }
  }

  private void fired() {
    Runnable target = wake;
    if (target != null) {
      target.run();
    }
    outstanding.decrementAndGet();
  }

  /** All events are complete; waits a moment for their callbacks, whose code must outlive them. */
  @Override
  public void close() {
    long begin = System.nanoTime();
    while (outstanding.get() > 0 && System.nanoTime() - begin < CLOSE_NANOS) {
      LockSupport.parkNanos(CLOSE_STEP_NANOS);
    }
    if (outstanding.get() == 0) {
      callback.free();
    }
  }
}
