package org.paravane.vmbus;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.paravane.vmbus.ChannelEnd.Kind;
import org.paravane.vmbus.channels.OfferKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The host's end of an open channel. It never waits for a guest: what finds the ring full joins a bounded queue, and while something is
 * queued nothing is taken out of the guest's ring, so that a guest which does not read its answers stops itself.
 */
final class HostChannel implements VmbusChannel {
  private static final Logger LOG = LoggerFactory.getLogger(HostChannel.class);
  /** Packets per turn: other channels of the guest want theirs. */
  private static final int BATCH = 32;
  private static final int CALL_SPINS = 2_000;
  private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final long OWN_THREAD_NANOS = TimeUnit.MICROSECONDS.toNanos(20);

  private record Queued(Kind kind, long transactionId, MemorySegment payload) {
  }

  private final ChannelEnd end;
  private final OfferKey key;
  private final ServedConnection connection;
  private final Region ring;
  private final int mostQueuedBytes;
  /** Guarded by the writing lock. */
  private final Deque<Queued> queue = new ArrayDeque<>();
  private int queuedBytes;
  private volatile boolean backlog;
  /** On the connection's thread. */
  private @Nullable ChannelListener listener;

  HostChannel(ChannelEnd end, OfferKey key, ServedConnection connection, Region ring, int mostQueuedBytes) {
    this.end = end;
    this.key = key;
    this.connection = connection;
    this.ring = ring;
    this.mostQueuedBytes = mostQueuedBytes;
  }

  void listen(ChannelListener newListener) {
    listener = newListener;
  }

  OfferKey key() {
    return key;
  }

  @Override
  public ChannelId id() {
    return end.id();
  }

  @Override
  public Offer offer() {
    return end.offer();
  }

  @Override
  public boolean isOpen() {
    return end.isOpen();
  }

  @Override
  public void close(CloseReason reason) {
    connection.close(this, reason);
  }

  @Override
  public void post(MemorySegment payload) throws VmbusException {
    if (!send(Kind.POST, 0, payload)) {
      throw full();
    }
  }

  @Override
  public void complete(long transactionId, MemorySegment payload) throws VmbusException {
    if (!send(Kind.COMPLETION, transactionId, payload)) {
      connection.close(this, new CloseReason.LimitExceeded("answers that the guest does not read: channel=" + id()
          + ", limit=" + mostQueuedBytes));
      throw full();
    }
  }

  private RingFullException full() {
    return new RingFullException(
        "guest does not read its ring: channel=" + id() + ", queued=" + mostQueuedBytes + " bytes");
  }

  /** Sends or queues; false where the queue is full as well. */
  private boolean send(Kind kind, long transactionId, MemorySegment payload) throws VmbusException {
    if (!end.fits(payload.byteSize())) {
      throw end.tooLong(payload);
    }
    end.writing().lock();
    try {
      if (backlog) {
        return enqueue(kind, transactionId, payload);
      }
      return switch (end.send(kind, transactionId, payload)) {
        case SENT -> true;
        case FULL -> {
          boolean queued = enqueue(kind, transactionId, payload);
          flushLocked();
          yield queued;
        }
        case TOO_LONG -> throw end.tooLong(payload);
        case CLOSED -> throw end.closedException();
      };
    } finally {
      end.writing().unlock();
    }
  }

  private boolean enqueue(Kind kind, long transactionId, MemorySegment payload) throws ChannelClosedException {
    if (!end.isOpen()) {
      throw end.closedException();
    }
    int bytes = (int) payload.byteSize();
    if (queuedBytes + bytes > mostQueuedBytes) {
      return false;
    }
    queuedBytes += bytes;
    queue.add(new Queued(kind, transactionId, MemorySegment.ofArray(payload.toArray(ValueLayout.JAVA_BYTE))));
    backlog = true;
    return true;
  }

  /** Sends what is queued, as far as it fits; asks for a signal where something is left. */
  private void flush() {
    end.writing().lock();
    try {
      flushLocked();
    } finally {
      end.writing().unlock();
    }
  }

  private void flushLocked() {
    end.cancelRoom();
    while (!queue.isEmpty()) {
      Queued next = queue.getFirst();
      ChannelEnd.Sent sent = end.send(next.kind, next.transactionId, next.payload);
      if (sent == ChannelEnd.Sent.FULL) {
        if (end.requestRoom(next.payload.byteSize())) {
          return;
        }
      } else {
        // Sent, or the channel is closed.
        queue.removeFirst();
        queuedBytes -= (int) next.payload.byteSize();
      }
    }
    if (backlog) {
      backlog = false;
      connection.revisit(id());
    }
  }

  @Override
  public byte[] call(MemorySegment payload, Duration timeout) throws VmbusException {
    long deadline = System.nanoTime() + timeout.toNanos();
    long transactionId = end.newTransaction();
    PendingCall call = end.register(transactionId);
    try {
      if (!send(Kind.CALL, transactionId, payload)) {
        throw full();
      }
      for (int i = 0; i < CALL_SPINS && !call.isDone(); i++) {
        connection.drainIfOwn(this);
        Thread.onSpinWait();
      }
      while (!call.isDone()) {
        long left = deadline - System.nanoTime();
        if (left <= 0) {
          throw new CallTimeoutException("no completion in time: channel=" + id() + ", transaction=" + transactionId);
        }
        if (Thread.currentThread().isInterrupted()) {
          throw new CallInterruptedException("interrupted while waiting for a completion: channel=" + id());
        }
        if (connection.drainIfOwn(this)) {
          LockSupport.parkNanos(this, OWN_THREAD_NANOS);
        } else {
          call.park(Math.min(left, SLICE_NANOS), end::isOpen);
        }
      }
      return call.result();
    } finally {
      end.forget(transactionId);
    }
  }

  // On the connection's thread.

  /** Takes what is there and hands it to the listener; true where something was done. */
  boolean visit() {
    if (backlog) {
      flush();
    }
    if (backlog) {
      return deliver();
    }
    drain();
    return deliver();
  }

  void drain() {
    if (end.hasData()) {
      end.drain(BATCH);
    }
  }

  /** True where a visit would find something. */
  boolean hasWork() {
    return !backlog && end.hasData();
  }

  /** True where the channel waits for room and not for packets. */
  boolean isBlocked() {
    return backlog;
  }

  /** Asks for a signal; true where the thread may sleep. */
  boolean goIdle() {
    return backlog || end.goIdle();
  }

  private boolean deliver() {
    boolean delivered = false;
    ChannelListener told = listener;
    for (InboundPacket packet = end.nextInbound(); packet != null && told != null && isOpen(); packet = end
        .nextInbound()) {
      delivered = true;
      try {
        told.onPacket(packet);
      } catch (RuntimeException e) {
        LOG.error("{}: service failed, channel is closed: channel={}", connection, id(), e);
        connection.close(this, new CloseReason.Local("service failed: " + e));
      }
    }
    return delivered;
  }

  /** Closes this end, tells the listener, and lets go of the rings; false where that was done before. */
  boolean shut(CloseReason reason) {
    if (!end.close(reason)) {
      return false;
    }
    end.quiesce();
    ring.release();
    ChannelListener told = listener;
    if (told != null) {
      try {
        told.onClosed(reason);
      } catch (RuntimeException e) {
        LOG.error("{}: service failed: channel={}", connection, id(), e);
      }
    }
    return true;
  }
}
