package org.paravane.vmbus;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.paravane.vmbus.ring.IncomingPacket;
import org.paravane.vmbus.ring.IncomingRing;
import org.paravane.vmbus.ring.OutgoingRing;
import org.paravane.vmbus.ring.PageRange;
import org.paravane.vmbus.ring.RangeHeader;
import org.paravane.vmbus.ring.RingLayout;
import org.paravane.vmbus.ring.RingViolation;

/**
 * What both ends of an open channel share: two rings, a lock for each, the calls that wait for completions, and the packets that were
 * taken out of the ring but not handed to the listener yet. Once closed it never touches the rings again; {@link #quiesce} waits for
 * that, so that they can be unmapped.
 */
final class ChannelEnd {
  /** Packets that may wait for the listener before the ring is left alone. */
  static final int MOST_INBOUND = 1_024;
  /** A packet counts its units in 16 bits, descriptor included. */
  private static final int MOST_PAYLOAD = 0xffff * 8 - 16;

  /** Kinds of packets that are sent. */
  enum Kind {
    POST, CALL, COMPLETION
  }

  /** What became of a packet. */
  enum Sent {
    SENT, FULL, TOO_LONG, CLOSED
  }

  /** What draining left behind. */
  enum Drained {
    /** The ring is empty. */
    EMPTY,
    /** There is more. */
    MORE,
    /** There is more, but too much waits for the listener. */
    CONGESTED, CLOSED
  }

  /** Who the channel belongs to. */
  interface Owner {
    /** Wakes the peer. */
    void signalPeer(ChannelId channel);

    /** The peer broke the rules; the channel must be closed. Called on whatever thread noticed. */
    void broken(ChannelId channel, CloseReason reason);

    LimitedLog log();
  }

  private final Offer offer;
  private final OutgoingRing outgoing;
  private final IncomingRing incoming;
  private final Owner owner;
  private final ReentrantLock writing = new ReentrantLock();
  private final ReentrantLock reading = new ReentrantLock();
  private final Map<Long, PendingCall> calls = new ConcurrentHashMap<>();
  private final AtomicLong transactions = new AtomicLong();
  private final Queue<InboundPacket> inbound = new ConcurrentLinkedQueue<>();
  private final AtomicInteger inboundCount = new AtomicInteger();
  private final AtomicReference<@Nullable CloseReason> closed = new AtomicReference<>();

  ChannelEnd(Offer offer, OutgoingRing outgoing, IncomingRing incoming, Owner owner) {
    this.offer = offer;
    this.outgoing = outgoing;
    this.incoming = incoming;
    this.owner = owner;
  }

  Offer offer() {
    return offer;
  }

  ChannelId id() {
    return offer.channelId();
  }

  boolean isOpen() {
    return closed.get() == null;
  }

  /** Held by whoever writes to the ring. */
  ReentrantLock writing() {
    return writing;
  }

  /** Held by whoever reads the ring. */
  ReentrantLock reading() {
    return reading;
  }

  // Sending; the caller holds the writing lock.

  Sent send(Kind kind, long transactionId, MemorySegment payload) {
    if (!isOpen()) {
      return Sent.CLOSED;
    }
    int bytes = (int) Math.min(payload.byteSize(), Integer.MAX_VALUE);
    OutgoingRing.Write write = switch (kind) {
      case POST -> outgoing.inBand(transactionId, false, payload, 0, bytes);
      case CALL -> outgoing.inBand(transactionId, true, payload, 0, bytes);
      case COMPLETION -> outgoing.completion(transactionId, payload, 0, bytes);
    };
    return switch (write) {
      case WRITTEN -> {
        if (outgoing.publish()) {
          owner.signalPeer(id());
        }
        yield Sent.SENT;
      }
      case FULL -> Sent.FULL;
      case TOO_LONG -> Sent.TOO_LONG;
      case CORRUPT -> {
        corrupt(outgoing.violation());
        yield Sent.CLOSED;
      }
    };
  }

  /** Whether a payload can be sent at all. */
  boolean fits(long payloadBytes) {
    return payloadBytes <= MOST_PAYLOAD && RingLayout.packetBytes(payloadBytes) <= outgoing.size().maxSend();
  }

  /** Asks the peer to signal when a payload fits; true where one has to wait for that. */
  boolean requestRoom(long payloadBytes) {
    if (!isOpen()) {
      return false;
    }
    return switch (outgoing.requestRoom((int) RingLayout.packetBytes(payloadBytes))) {
      case AVAILABLE -> false;
      case WAIT -> true;
      case CORRUPT -> {
        corrupt(outgoing.violation());
        yield false;
      }
    };
  }

  void cancelRoom() {
    if (isOpen()) {
      outgoing.cancelRoom();
    }
  }

  VmbusException tooLong(MemorySegment payload) {
    return new VmbusException("payload does not fit into the ring: channel=" + id() + ", bytes=" + payload.byteSize()
        + ", ring=" + outgoing.size().dataBytes());
  }

  ChannelClosedException closedException() {
    CloseReason reason = closed.get();
    return new ChannelClosedException(reason == null ? new CloseReason.Local("not closed") : reason);
  }

  // Calls.

  long newTransaction() {
    return transactions.incrementAndGet();
  }

  PendingCall register(long transactionId) throws ChannelClosedException {
    PendingCall call = new PendingCall();
    calls.put(transactionId, call);
    if (!isOpen()) {
      calls.remove(transactionId);
      throw closedException();
    }
    return call;
  }

  void forget(long transactionId) {
    calls.remove(transactionId);
  }

  /** Wakes one caller that sleeps, so that somebody drains the ring who needs it anyway. */
  void handOver() {
    for (PendingCall call : calls.values()) {
      if (!call.isDone() && call.wake()) {
        return;
      }
    }
  }

  // Receiving; the caller holds the reading lock.

  /** True where draining would find something. */
  boolean hasData() {
    return isOpen() && incoming.hasData();
  }

  /** No signals are wanted from here on. */
  void mask() {
    if (isOpen()) {
      incoming.mask();
    }
  }

  /** Takes packets out of the ring: completions to their callers, the others aside for the listener. */
  Drained drain(int most) {
    for (int taken = 0; taken < most && isOpen(); taken++) {
      if (inboundCount.get() >= MOST_INBOUND) {
        release();
        return Drained.CONGESTED;
      }
      switch (incoming.poll()) {
        case EMPTY -> {
          release();
          return Drained.EMPTY;
        }
        case CORRUPT -> corrupt(incoming.violation());
        case PACKET -> take(incoming.packet());
      }
    }
    release();
    return isOpen() ? Drained.MORE : Drained.CLOSED;
  }

  private void release() {
    if (isOpen() && incoming.release()) {
      owner.signalPeer(id());
    }
  }

  private void take(IncomingPacket packet) {
    switch (packet.type()) {
      case COMPLETION -> {
        @Nullable
        PendingCall call = calls.remove(packet.transactionId());
        if (call != null) {
          call.complete(packet.copyPayload());
        } else {
          owner.log().warn("completion that nobody waits for dropped",
              "channel=" + id() + ", transaction=" + packet.transactionId());
        }
      }
      case IN_BAND -> add(InboundPacket.Type.IN_BAND, packet, List.of());
      case GPA_DIRECT -> {
        List<GpaRange> ranges = runs(packet);
        if (ranges.isEmpty()) {
          owner.broken(id(), new CloseReason.Corrupt("page numbers are no addresses: channel=" + id()));
        } else {
          add(InboundPacket.Type.GPA_DIRECT, packet, ranges);
        }
      }
      case TRANSFER_PAGES -> owner.broken(id(),
          new CloseReason.Corrupt("transfer pages without an agreed buffer: channel=" + id()));
    }
  }

  private void add(InboundPacket.Type type, IncomingPacket packet, List<GpaRange> ranges) {
    inboundCount.incrementAndGet();
    inbound.add(new InboundPacket(type, packet.completionRequested(), packet.transactionId(), packet.copyPayload(),
        ranges));
  }

  private static List<GpaRange> runs(IncomingPacket packet) {
    if (!(packet.ranges() instanceof RangeHeader.GpaDirect(List<PageRange> ranges))) {
      return List.of();
    }
    List<List<GpaRange>> runs = ranges.stream().map(PageRuns::of).toList();
    return runs.stream().anyMatch(List::isEmpty) ? List.of() : runs.stream().flatMap(List::stream).toList();
  }

  /** Asks for a signal; true where the reader may go, false where there is more to drain. */
  boolean goIdle() {
    if (!isOpen()) {
      return true;
    }
    return switch (incoming.goIdle()) {
      case SLEEP -> true;
      case DATA -> false;
      case CORRUPT -> {
        corrupt(incoming.violation());
        yield true;
      }
    };
  }

  private void corrupt(@Nullable RingViolation violation) {
    owner.broken(id(), new CloseReason.Corrupt("channel=" + id() + ", " + violation));
  }

  // Handing on.

  boolean hasInbound() {
    return inboundCount.get() > 0;
  }

  /** The next packet for the listener, or null. */
  @Nullable
  InboundPacket nextInbound() {
    @Nullable
    InboundPacket packet = inbound.poll();
    if (packet != null) {
      inboundCount.decrementAndGet();
    }
    return packet;
  }

  // Closing.

  /** Marks the channel closed and fails its calls; false where it was closed before. */
  boolean close(CloseReason reason) {
    if (!closed.compareAndSet(null, reason)) {
      return false;
    }
    calls.values().forEach(call -> call.fail(reason));
    return true;
  }

  /** Waits until nobody touches the rings of a closed channel any more, but for the caller himself. */
  void quiesce() {
    if (passThrough(writing) || passThrough(reading)) {
      throw new IllegalStateException("quiesce of an open channel: channel=" + id());
    }
  }

  /** Waits until a lock was free; whoever takes it from then on sees that the channel is closed. */
  private boolean passThrough(ReentrantLock lock) {
    lock.lock();
    try {
      return isOpen();
    } finally {
      lock.unlock();
    }
  }

  /** Why it is closed, or null. */
  @Nullable
  CloseReason closeReason() {
    return closed.get();
  }

  OutgoingRing outgoing() {
    return outgoing;
  }

  IncomingRing incoming() {
    return incoming;
  }
}
