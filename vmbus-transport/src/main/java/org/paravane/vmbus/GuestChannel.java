package org.paravane.vmbus;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.paravane.vmbus.ChannelEnd.Drained;
import org.paravane.vmbus.ChannelEnd.Kind;
import org.paravane.vmbus.ChannelEnd.Sent;
import org.paravane.vmbus.event.EventPages;
import org.paravane.vmbus.ring.SpinBound;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The guest's end of an open channel. A caller that waits for a completion <em>leads</em> where nobody else does: it holds the reading
 * lock, drains the ring, and sleeps on the channel's own word, so that the host wakes it and nobody else. Callers behind it follow:
 * they are completed by the leader, and one of them leads when it leaves. While nobody leads, signals go to the receiver thread of the
 * connection, which also hands all packets to the listener.
 */
final class GuestChannel implements VmbusChannel {
  private static final Logger LOG = LoggerFactory.getLogger(GuestChannel.class);
  private static final int BATCH = 64;
  /** Nobody sleeps longer without looking: a lost signal costs this much, not a hang. */
  private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final ChannelEnd end;
  private final EventPages events;
  private final VmbusClient client;
  private final ChannelListener listener;
  private final Ring ring;
  private final long sendTimeoutNanos;
  private final SpinBound spinning;
  private final Runnable beforePark;
  private final int followSpins;
  /** The receiver came while somebody led. */
  private volatile boolean missed;
  private volatile @Nullable Thread roomWaiter;

  GuestChannel(ChannelEnd end, VmbusClient client, EventPages events, ChannelListener listener, Ring ring,
      Options options) {
    this.end = end;
    this.client = client;
    this.events = events;
    this.listener = listener;
    this.ring = ring;
    this.sendTimeoutNanos = options.sendTimeout.toNanos();
    this.spinning = new SpinBound(options.spin.minimumSpins(), options.spin.maximumSpins());
    this.followSpins = options.spin.maximumSpins();
    this.beforePark = options.beforePark;
  }

  /** How long to wait, and how; what a caller's thread does before it sleeps. */
  record Options(Duration sendTimeout, SpinThenPark spin, Runnable beforePark) {
  }

  /** The memory of its rings, the handle under which the host has it, and the host's answer to the open. */
  record Ring(RingRegion region, GpadlId gpadl, CompletableFuture<Boolean> opened) {
    /** The host has opened the channel: whoever opened it has one. */
    boolean wasOpened() {
      return opened.isDone() && !opened.isCompletedExceptionally() && opened.join();
    }
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
  public void post(MemorySegment payload) throws VmbusException {
    sendWaiting(Kind.POST, 0, payload, System.nanoTime() + sendTimeoutNanos);
  }

  @Override
  public void complete(long transactionId, MemorySegment payload) throws VmbusException {
    sendWaiting(Kind.COMPLETION, transactionId, payload, System.nanoTime() + sendTimeoutNanos);
  }

  @Override
  public void close(CloseReason reason) {
    client.close(this, reason);
  }

  @Override
  public byte[] call(MemorySegment payload, Duration timeout) throws VmbusException {
    long deadline = System.nanoTime() + timeout.toNanos();
    long transactionId = end.newTransaction();
    PendingCall call = end.register(transactionId);
    boolean interrupted = false;
    try {
      if (!sendLeading(call, transactionId, payload, deadline)) {
        sendWaiting(Kind.CALL, transactionId, payload, deadline);
      }
      while (!call.isDone()) {
        checkTime(deadline, transactionId);
        interrupted |= Thread.interrupted();
        if (end.reading().tryLock()) {
          try {
            end.mask();
            lead(call, deadline);
          } finally {
            stopLeading();
          }
        } else {
          follow(call, deadline);
        }
      }
      return call.result();
    } finally {
      end.forget(transactionId);
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void checkTime(long deadline, long transactionId) throws VmbusException {
    if (deadline - System.nanoTime() <= 0) {
      throw new CallTimeoutException("no completion in time: channel=" + id() + ", transaction=" + transactionId);
    }
  }

  // Sending.

  /** Sends as the leader, with signals off before the host can answer; false where that is not possible now. */
  private boolean sendLeading(PendingCall call, long transactionId, MemorySegment payload, long deadline)
      throws VmbusException {
    if (!end.reading().tryLock()) {
      return false;
    }
    try {
      end.mask();
      if (!trySend(transactionId, payload)) {
        return false;
      }
      lead(call, deadline);
      return true;
    } finally {
      stopLeading();
    }
  }

  private boolean trySend(long transactionId, MemorySegment payload) throws VmbusException {
    if (!end.writing().tryLock()) {
      return false;
    }
    try {
      return isSent(end.send(Kind.CALL, transactionId, payload), payload);
    } finally {
      end.writing().unlock();
    }
  }

  private boolean isSent(Sent sent, MemorySegment payload) throws VmbusException {
    return switch (sent) {
      case SENT -> true;
      case FULL -> false;
      case TOO_LONG -> throw end.tooLong(payload);
      case CLOSED -> throw end.closedException();
    };
  }

  /** Sends, and waits for room where the ring is full. */
  private void sendWaiting(Kind kind, long transactionId, MemorySegment payload, long deadline) throws VmbusException {
    lockWriting(deadline);
    try {
      while (!isSent(end.send(kind, transactionId, payload), payload)) {
        awaitRoom(payload.byteSize(), deadline);
      }
    } finally {
      end.writing().unlock();
    }
  }

  private void lockWriting(long deadline) throws VmbusException {
    try {
      if (!end.writing().tryLock() && !end.writing().tryLock(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        throw ringFull();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new CallInterruptedException("interrupted while waiting to send: channel=" + id());
    }
  }

  private void awaitRoom(long payloadBytes, long deadline) throws VmbusException {
    // SYNC: before the request; whoever takes the host's signal looks at it afterwards. A wake-up before the sleep is not lost.
    roomWaiter = Thread.currentThread();
    try {
      if (!end.requestRoom(payloadBytes)) {
        return;
      }
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        throw ringFull();
      }
      beforePark.run();
      LockSupport.parkNanos(this, Math.min(left, SLICE_NANOS));
      if (Thread.currentThread().isInterrupted()) {
        throw new CallInterruptedException("interrupted while waiting for room: channel=" + id());
      }
    } finally {
      roomWaiter = null;
      end.cancelRoom();
    }
  }

  private RingFullException ringFull() {
    return new RingFullException("host makes no room in the ring: channel=" + id());
  }

  private void wakeRoomWaiter() {
    Thread waiter = roomWaiter;
    if (waiter != null) {
      LockSupport.unpark(waiter);
    }
  }

  // Leading and following.

  /** Drains the ring until the call is done, the time is up, or the channel is closed. Holds the reading lock; signals are off. */
  private void lead(PendingCall call, long deadline) {
    if (spin(call)) {
      return;
    }
    while (!call.isDone() && end.isOpen()) {
      long left = deadline - System.nanoTime();
      if (left <= 0 || Thread.currentThread().isInterrupted()) {
        return;
      }
      switch (end.drain(BATCH)) {
        case EMPTY -> sleep(call, Math.min(left, SLICE_NANOS));
        case CONGESTED -> {
          events.signalSelf(id());
          LockSupport.parkNanos(this, TimeUnit.MICROSECONDS.toNanos(200));
        }
        case MORE, CLOSED -> {
        }
      }
    }
  }

  private boolean spin(PendingCall call) {
    int polls = spinning.polls();
    for (int i = 0; i < polls; i++) {
      if (end.hasData()) {
        end.drain(BATCH);
      }
      if (call.isDone()) {
        spinning.learn(true);
        return true;
      }
      Thread.onSpinWait();
    }
    spinning.learn(false);
    return call.isDone();
  }

  private void sleep(PendingCall call, long nanos) {
    beforePark.run();
    events.beginCallWait(id());
    try {
      if (end.goIdle() && !call.isDone() && end.isOpen()) {
        events.awaitCall(id(), nanos);
        wakeRoomWaiter();
      }
    } finally {
      events.endCallWait(id());
      end.mask();
    }
  }

  /** Leaves the ring as the receiver expects it, with signals on, and finds somebody for what is left to do. */
  private void stopLeading() {
    try {
      settle();
    } finally {
      end.reading().unlock();
    }
    while (missed && end.reading().tryLock()) {
      try {
        missed = false;
        settle();
      } finally {
        end.reading().unlock();
      }
    }
    end.handOver();
  }

  /** Drains until the ring is idle, or the listener has to catch up first; calls the receiver where it has something to do. */
  private void settle() {
    boolean idle = end.goIdle();
    while (!idle && end.drain(BATCH) != Drained.CONGESTED) {
      idle = end.goIdle();
    }
    if (end.isOpen() && (!idle || end.hasInbound())) {
      events.signalSelf(id());
    }
  }

  private void follow(PendingCall call, long deadline) {
    for (int i = 0; i < followSpins && !call.isDone() && end.reading().isLocked(); i++) {
      Thread.onSpinWait();
    }
    long left = deadline - System.nanoTime();
    if (left > 0) {
      beforePark.run();
      call.park(Math.min(left, SLICE_NANOS), () -> end.reading().isLocked());
    }
  }

  // On the receiver thread.

  /** The channel wants attention: drains it, unless somebody leads, and hands packets to the listener. */
  void visit() {
    wakeRoomWaiter();
    boolean more = true;
    for (int round = 0; more && round < BATCH; round++) {
      more = drainUnlessLed();
      more |= deliver();
    }
    if (more && isOpen()) {
      events.signalSelf(id());
    }
  }

  private boolean drainUnlessLed() {
    // SYNC: before the attempt; a leader looks at it after it has let go of the lock.
    missed = true;
    if (!end.reading().tryLock()) {
      return false;
    }
    try {
      missed = false;
      return end.drain(BATCH) != Drained.EMPTY ? end.isOpen() : !end.goIdle();
    } finally {
      end.reading().unlock();
    }
  }

  private boolean deliver() {
    boolean delivered = false;
    for (InboundPacket packet = end.nextInbound(); packet != null && isOpen(); packet = end.nextInbound()) {
      delivered = true;
      try {
        listener.onPacket(packet);
      } catch (RuntimeException e) {
        LOG.error("{}: listener failed, channel is closed: channel={}", client.name(), id(), e);
        client.end(this, new CloseReason.Local("listener failed: " + e));
      }
    }
    return delivered;
  }

  void deliverClosed() {
    if (!ring.wasOpened()) {
      return;
    }
    CloseReason reason = end.closeReason();
    try {
      listener.onClosed(reason == null ? new CloseReason.Local("closed") : reason);
    } catch (RuntimeException e) {
      LOG.error("{}: listener failed: channel={}", client.name(), id(), e);
    }
  }

  // For the client.

  /** Marks the channel closed and wakes all that wait on it; false where it was closed before. */
  boolean end(CloseReason reason) {
    if (!end.close(reason)) {
      return false;
    }
    events.releaseCaller(id());
    wakeRoomWaiter();
    return true;
  }

  /** Waits until nobody uses the rings and unmaps them. */
  void retire() {
    end.quiesce();
    ring.region.close();
  }

  Ring ring() {
    return ring;
  }

  /** Signals the host for nothing, as a peer may at any time. */
  void knock() {
    events.signalPeer(id());
  }
}
