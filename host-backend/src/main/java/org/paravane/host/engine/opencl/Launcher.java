package org.paravane.host.engine.opencl;

import static org.lwjgl.opencl.CL10.clFinish;
import static org.lwjgl.opencl.CL10.clFlush;
import static org.lwjgl.opencl.CL10.clReleaseCommandQueue;
import static org.lwjgl.opencl.CL10.nclEnqueueNDRangeKernel;

/**
 * Launches kernels for one work queue: on the device with threads, several at a time, or, if the kernel is short and nothing is on its
 * way, in the calling thread.
 */
final class Launcher implements AutoCloseable {
  private final long queue;
  private final long inlineQueue;
  private final LaunchWindow window = new LaunchWindow();
  private final LaunchShape shape = new LaunchShape();
  private boolean unflushed;
  private boolean rehearsing;
  private long inlineLaunches;

  Launcher(OpenClContext context) {
    boolean two = context.devices() > 1;
    queue = context.newQueue(0, two);
    inlineQueue = two ? context.newQueue(1, false) : 0;
  }

  LaunchWindow window() {
    return window;
  }

  /** For {@link #launch}. */
  LaunchShape shape() {
    return shape;
  }

  /** The command queue of the device itself. */
  long queue() {
    return queue;
  }

  /** How many kernels ran in the calling thread. */
  long inlineLaunches() {
    return inlineLaunches;
  }

  /** Launches a kernel whose arguments are set, in the shape that is set; the window must have room. */
  void launch(LoadedKernel kernel) {
    if (rehearsing) {
      return;
    }
    LaunchTimes times = kernel.times();
    int bucket = LaunchTimes.bucket(shape.workItems());
    if (inlineQueue != 0 && times.isShort(bucket) && window.drained()) {
      long begin = System.nanoTime();
      OpenClException.check(nclEnqueueNDRangeKernel(inlineQueue, kernel.handle(), shape.dimensions(), 0,
          shape.gridAddress(), shape.groupAddress(), 0, 0, 0), "clEnqueueNDRangeKernel");
      OpenClException.check(clFinish(inlineQueue), "clFinish");
      times.ranInline(bucket, System.nanoTime() - begin);
      inlineLaunches++;
    } else {
      OpenClException.check(nclEnqueueNDRangeKernel(queue, kernel.handle(), shape.dimensions(), 0,
          shape.gridAddress(), shape.groupAddress(), 0, 0, window.eventTarget()), "clEnqueueNDRangeKernel");
      window.add(inlineQueue != 0 && times.isLearning(bucket) ? times : null, bucket);
      unflushed = true;
    }
  }

  /** While this is so, {@link #launch} does nothing: what a launch needs is found out first. */
  void rehearse(boolean now) {
    rehearsing = now;
  }

  /** A command of another kind was enqueued with its event to the window's target. */
  void enqueued() {
    window.add(null, 0);
    unflushed = true;
  }

  /** Makes sure that the device begins with what was enqueued. */
  void flush() {
    if (unflushed) {
      unflushed = false;
      OpenClException.check(clFlush(queue), "clFlush");
    }
  }

  /** Waits for what is enqueued. */
  @Override
  public void close() {
    clFinish(queue);
    window.close();
    shape.close();
    clReleaseCommandQueue(queue);
    if (inlineQueue != 0) {
      clReleaseCommandQueue(inlineQueue);
    }
  }
}
