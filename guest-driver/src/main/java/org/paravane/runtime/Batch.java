package org.paravane.runtime;

/**
 * Packets that are submitted together: closing it submits what was written, with one ioctl unless the memory of the queue ends in
 * between. Meanwhile no other thread writes to the queue.
 *
 * <pre>{@code
 * try (Batch batch = queue.batch()) {
 *   for (Step step : steps) {
 *     batch.dispatch(kernel, grid, step.arguments());
 *   }
 * }
 * }</pre>
 *
 * <p>What was written is submitted also when the block ends by an exception. For the thread that made it.
 */
public final class Batch implements AutoCloseable {
  private final Queue queue;

  Batch(Queue queue) {
    this.queue = queue;
  }

  /** See {@link Queue#dispatch}. */
  public Batch dispatch(Kernel kernel, Grid grid, Arguments arguments) {
    queue.dispatch(kernel, grid, arguments);
    return this;
  }

  /** See {@link Queue#copy(Buffer, long, Buffer, long, long)}. */
  public Batch copy(Buffer from, long fromOffset, Buffer to, long toOffset, long bytes) {
    queue.copy(from, fromOffset, to, toOffset, bytes);
    return this;
  }

  /** See {@link Queue#fill}. */
  public Batch fill(Buffer buffer, long offset, long bytes, int pattern) {
    queue.fill(buffer, offset, bytes, pattern);
    return this;
  }

  /** See {@link Queue#barrier}. */
  public Batch barrier() {
    queue.barrier();
    return this;
  }

  /** See {@link Queue#event}. */
  public Event event() {
    return queue.event();
  }

  /** Submits. */
  @Override
  public void close() {
    queue.endBatch();
  }
}
