package org.paravane.runtime;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import org.paravane.abi.Errno;
import org.paravane.abi.accel.AqlPacket;
import org.paravane.abi.ioctl.DxgIoctl;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An in-order queue of work for one engine. {@link #dispatch}, {@link #copy}, {@link #fill} and {@link #barrier} write packets,
 * {@link #submit} hands all of them over at once, {@link #await} waits for what was handed over. Each packet sees the results
 * of those before it; different queues are independent. A full queue submits by itself and waits
 * for room.
 *
 * <p>A fault loses the queue: work that is not done never will be, and every later call throws an {@link AcceleratorException}
 * with the fault. Other queues go on. Safe for use by many threads; the packets of one thread may then lie between those of
 * another.
 */
public final class Queue implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Queue.class);
  /** Signals and waits that may be queued between two submissions known to be done: half of what a window holds. */
  private static final int WINDOW = 512;

  private final Accelerator accelerator;
  private final FenceWaiter waiter;
  private final AcceleratorOptions options;
  private final CloseStack undo = new CloseStack();
  private final ReentrantLock lock = new ReentrantLock();
  private final PacketRing ring;
  private final HardwareQueue hardware;
  private final QueueLoss loss;
  private final EventSlots events;
  private final Batch batch = new Batch(this);
  private final Transfers transfers;
  private int pointsInWindow;
  private long markerOfLastWindow;
  private long endedAtClose;
  private long executedAtClose;
  private volatile boolean closed;

  Queue(Accelerator accelerator, HardwareQueue hardware, Buffer memory, QueueOptions wanted, int argumentBytes) {
    this.accelerator = accelerator;
    this.waiter = accelerator.waiter();
    this.options = accelerator.options();
    this.hardware = hardware;
    this.ring = new PacketRing(memory.memory(), memory.gpuAddress(), wanted.packets(), argumentBytes);
    this.loss = new QueueLoss(accelerator, hardware);
    this.events = new EventSlots(ring, wanted.packets());
    this.transfers = new Transfers(accelerator, this);
    undo.add(memory::release);
    undo.add(transfers::close);
    undo.add(hardware::close);
  }

  /**
   * Starts a kernel.
   *
   * @throws IllegalArgumentException when arguments are missing or are those of another kernel, or the kernel cannot be started so
   * @throws IllegalStateException when the program of the kernel is closed
   */
  public Queue dispatch(Kernel kernel, Grid grid, Arguments arguments) {
    if (arguments.kernel() != kernel) {
      throw new IllegalArgumentException(
          "arguments of another kernel: kernel=" + kernel.name() + ", arguments=" + arguments.kernel().name());
    }
    if (kernel.argumentBytes() > ring.argumentBytes()) {
      throw new IllegalArgumentException("queue has no room for the arguments: kernel=%s, takes=%d, room=%d"
          .formatted(kernel.name(), kernel.argumentBytes(), ring.argumentBytes()));
    }
    kernel.checkStart(grid);
    lock.lock();
    try {
      makeRoom();
      arguments.copyTo(ring.memory(), ring.argumentOffset());
      PacketWriter.dispatch(ring.memory(), ring.packetOffset(), kernel.kernelObject(), ring.argumentAddress(), grid);
      ring.advance();
    } finally {
      lock.unlock();
    }
    return this;
  }

  /**
   * Copies bytes between buffers, or inside one if the ranges do not overlap.
   *
   * @throws IndexOutOfBoundsException when a range is not inside its buffer
   */
  public Queue copy(Buffer from, long fromOffset, Buffer to, long toOffset, long bytes) {
    long source = from.gpuAddress(fromOffset, bytes);
    long destination = to.gpuAddress(toOffset, bytes);
    if (source < destination + bytes && destination < source + bytes && bytes > 0) {
      throw new IllegalArgumentException(
          "ranges overlap: from=" + fromOffset + ", to=" + toOffset + ", bytes=" + bytes + ", buffer=" + from);
    }
    lock.lock();
    try {
      makeRoom();
      PacketWriter.copy(ring.memory(), ring.packetOffset(), source, destination, bytes);
      ring.advance();
    } finally {
      lock.unlock();
    }
    return this;
  }

  /** Copies a whole buffer into another that is at least as large. */
  public Queue copy(Buffer from, Buffer to) {
    return copy(from, 0, to, 0, from.sizeBytes());
  }

  /**
   * Fills a part of a buffer with 32-bit words.
   *
   * @param bytes a multiple of 4, as is the offset
   */
  public Queue fill(Buffer buffer, long offset, long bytes, int pattern) {
    long destination = buffer.gpuAddress(offset, bytes);
    if (((offset | bytes) & 3) != 0) {
      throw new IllegalArgumentException("not whole words: offset=" + offset + ", bytes=" + bytes);
    }
    lock.lock();
    try {
      makeRoom();
      PacketWriter.fill(ring.memory(), ring.packetOffset(), destination, bytes, pattern);
      ring.advance();
    } finally {
      lock.unlock();
    }
    return this;
  }

  /** A packet of any kind, written as it is. */
  void packet(AqlPacket packet) {
    lock.lock();
    try {
      makeRoom();
      packet.write(ring.memory(), ring.packetOffset());
      ring.advance();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Writes bytes of this process to a buffer, behind everything written before, and waits for that. A buffer that is not mapped
   * is reached by copy packets.
   *
   * @throws IndexOutOfBoundsException when they do not fit into the buffer
   */
  public Queue upload(MemorySegment from, Buffer to, long offset) {
    lock.lock();
    try {
      transfers.upload(from, to, offset);
    } finally {
      lock.unlock();
    }
    return this;
  }

  /**
   * Reads bytes of a buffer, behind everything written before, and waits for that. A buffer that is not mapped is reached by
   * copy packets.
   *
   * @throws IndexOutOfBoundsException when there are not so many in the buffer
   */
  public Queue download(Buffer from, long offset, MemorySegment to) {
    lock.lock();
    try {
      transfers.download(from, offset, to);
    } finally {
      lock.unlock();
    }
    return this;
  }

  /** Holds the queue for this thread until the batch is closed; what is written meanwhile is submitted together. */
  public Batch batch() {
    requireUsable();
    lock.lock();
    return batch;
  }

  void endBatch() {
    if (!lock.isHeldByCurrentThread()) {
      throw new IllegalStateException("batch is closed");
    }
    try {
      if (!closed) {
        requireUsable();
        submitPending();
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * An event of the packet that was written last, which must not be submitted yet. Where several threads write, inside a
   * {@link #batch} only.
   *
   * @throws IllegalStateException when everything is submitted
   */
  public Event event() {
    lock.lock();
    try {
      requireUsable();
      if (ring.pending() == 0) {
        throw new IllegalStateException("no packet to be submitted: queue=" + this);
      }
      Event event = events.add(this);
      PacketWriter.timestamps(ring.memory(), ring.packetOffset(event.slot()), ring.timesAddress(event.slot()));
      return event;
    } finally {
      lock.unlock();
    }
  }

  void settle(Event event) {
    lock.lock();
    try {
      events.settle(event);
    } finally {
      lock.unlock();
    }
  }

  /** A packet that does nothing: its place in the queue can be waited for. */
  public Queue barrier() {
    lock.lock();
    try {
      writeBarrier();
    } finally {
      lock.unlock();
    }
    return this;
  }

  private void writeBarrier() {
    makeRoom();
    PacketWriter.barrier(ring.memory(), ring.packetOffset());
    ring.advance();
  }

  /** Submits what was written, then sets the fence to a value when all of it is done. */
  public Queue signal(Fence fence, long value) {
    fence.requireOf(accelerator);
    lock.lock();
    try {
      submitPending();
      countPoint();
      loss.check(DxgIoctl.SUBMITSIGNALSYNCOBJECTSTOHWQUEUE, hardware.signal(fence.handle(), value));
      fence.promised(this, value, ring.lastNumber());
    } finally {
      lock.unlock();
    }
    return this;
  }

  /** Submits what was written; what is written from now on begins when the fence has that value. */
  public Queue waitFor(Fence fence, long value) {
    fence.requireOf(accelerator);
    lock.lock();
    try {
      submitPending();
      countPoint();
      loss.check(DxgIoctl.SUBMITWAITFORSYNCOBJECTSTOHWQUEUE, hardware.waitFor(fence.handle(), value));
    } finally {
      lock.unlock();
    }
    return this;
  }

  /**
   * Hands over what was written.
   *
   * @return a ticket for everything handed over so far: a number to wait for
   */
  public long submit() {
    lock.lock();
    try {
      requireUsable();
      submitPending();
      return ring.lastNumber();
    } finally {
      lock.unlock();
    }
  }

  /** Whether the work of a ticket is done. Throws if it was lost. Asks nobody. */
  public boolean isDone(long ticket) {
    requireOpen();
    if (hardware.ended() < ticket) {
      return false;
    }
    throwIfLost(ticket);
    return true;
  }

  /** Waits until the work of a ticket is done, without end; wakes when the work or the device is lost. */
  public void await(long ticket) {
    awaitEnd(ticket, FenceWaiter.FOREVER);
  }

  /** Waits until the work of a ticket is done; false when the time was over first. */
  public boolean await(long ticket, Duration timeout) {
    return awaitEnd(ticket, FenceWaiter.nanos(timeout));
  }

  /** A future that is complete when the work of a ticket is done, or fails as {@link #await(long)} would. */
  public CompletableFuture<Void> future(long ticket) {
    requireOpen();
    return hardware.future(accelerator.completions(), ticket, () -> throwIfLost(ticket));
  }

  /** Submits; the future is complete when everything is done, or fails as {@link #finish()} would. */
  public CompletableFuture<Void> finishAsync() {
    return future(submit());
  }

  /** Submits, and waits until everything is done. */
  public void finish() {
    await(submit());
  }

  /** Submits, and waits until everything is done; false when the time was over first. */
  public boolean finish(Duration timeout) {
    return await(submit(), timeout);
  }

  private boolean awaitEnd(long ticket, long timeoutNanos) {
    requireOpen();
    if (!hardware.await(waiter, ticket, timeoutNanos)) {
      return false;
    }
    throwIfLost(ticket);
    return true;
  }

  /** A slot for a packet, whatever that takes. */
  private void makeRoom() {
    requireUsable();
    if (ring.isFull()) {
      ring.done(hardware.ended());
      if (ring.isFull()) {
        submitPending();
        awaitOldest();
      }
    }
    events.reuse(ring.slot());
  }

  private void awaitOldest() {
    long oldest = ring.lastNumber() - ring.inFlight() + 1;
    if (!hardware.await(waiter, oldest, FenceWaiter.nanos(options.stallTimeout()))) {
      throw new AcceleratorException("submit", Errno.ETIMEDOUT,
          "queue makes no progress: queue=" + this + ", timeout=" + options.stallTimeout());
    }
    throwIfLost(oldest);
    ring.done(hardware.ended());
  }

  private void submitPending() {
    while (ring.pending() > 0) {
      // The last packet of a run says that the run was executed; its fence also says so of one that was lost.
      PacketWriter.completionSignal(ring.memory(), ring.runLastOffset(), ring.executedAddress());
      IoctlAnswer answer = hardware.submit(ring.runAddress(), ring.runLength() * PacketRing.PACKET_BYTES,
          ring.lastNumber() + 1);
      if (!answer.isOk() && answer.errno() == Errno.EAGAIN && ring.inFlight() > 0) {
        awaitOldest();
        continue;
      }
      loss.check(DxgIoctl.SUBMITCOMMANDTOHWQUEUE, answer);
      events.submitted(ring.runSlot(), ring.runLength(), ring.lastNumber() + 1);
      ring.submittedRun();
    }
  }

  /** Signals and waits are queued without a ring that could be full: every window of them waits for the last but one. */
  private void countPoint() {
    if (++pointsInWindow < WINDOW) {
      return;
    }
    long marker = markerOfLastWindow;
    if (marker > 0 && !awaitEnd(marker, FenceWaiter.nanos(options.stallTimeout()))) {
      throw new AcceleratorException("submit", Errno.ETIMEDOUT,
          "queue makes no progress: queue=" + this + ", timeout=" + options.stallTimeout());
    }
    writeBarrier();
    submitPending();
    markerOfLastWindow = ring.lastNumber();
    pointsInWindow = 0;
  }

  private long ended() {
    return closed ? endedAtClose : hardware.ended();
  }

  private long executed() {
    return closed ? executedAtClose : ring.executed();
  }

  /** Whether a submission was executed. Asks nobody. */
  boolean isExecuted(long number) {
    return executed() >= number;
  }

  /** Throws if a submission has ended and was not executed. */
  void throwIfLost(long number) {
    // SYNC: a submission is counted as executed before its fence says that it has ended; so look at the fence first.
    if (ended() < number || isExecuted(number)) {
      return;
    }
    throw loss.exception(number, closed);
  }

  private void requireUsable() {
    requireOpen();
    loss.requireNone();
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("queue is closed");
    }
  }

  /** Waits a bounded time until what was submitted has ended, whatever its end. */
  void awaitSubmitted() {
    long number;
    lock.lock();
    try {
      if (closed || loss.isKnown()) {
        return;
      }
      number = ring.lastNumber();
    } finally {
      lock.unlock();
    }
    try {
      if (!hardware.await(waiter, number, FenceWaiter.nanos(options.closeTimeout()))) {
        LOG.warn("work does not end: node={}, submission={}, timeout={}", accelerator.name(), number,
            options.closeTimeout());
      }
    } catch (AcceleratorException | IllegalStateException e) {
      // The device is gone, the thread interrupted, or the queue closed meanwhile: nothing to wait for any more.
      LOG.debug("no wait for submitted work: node={}, why={}", accelerator.name(), e.getMessage());
    }
  }

  /** Waits for what was submitted (see {@link AcceleratorOptions#closeTimeout}), forgets what was not, and ends. Idempotent. */
  @Override
  public void close() {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      ring.dropPending();
      awaitSubmitted();
      endedAtClose = hardware.ended();
      executedAtClose = ring.executed();
      hardware.forget(accelerator.completions());
      events.close();
      closed = true;
      undo.close();
    } finally {
      lock.unlock();
    }
    accelerator.forget(this);
  }

  @Override
  public String toString() {
    return "queue of " + accelerator.name();
  }
}
