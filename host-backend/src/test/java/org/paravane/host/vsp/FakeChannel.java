package org.paravane.host.vsp;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.paravane.vmbus.ChannelId;
import org.paravane.vmbus.ChannelListener;
import org.paravane.vmbus.CloseReason;
import org.paravane.vmbus.InboundPacket;
import org.paravane.vmbus.Offer;
import org.paravane.vmbus.RingFullException;
import org.paravane.vmbus.VmbusChannel;

/** A channel whose other end is the test: takes what the host sends, hands in what the guest sends. */
final class FakeChannel implements VmbusChannel {
  private final ChannelId id;
  private final List<byte[]> completions = new ArrayList<>();
  private final Queue<byte[]> posts = new ArrayDeque<>();
  private final List<byte[]> sent = new ArrayList<>();
  private @Nullable ChannelListener listener;
  private @Nullable CloseReason closed;
  private boolean full;

  FakeChannel(int id) {
    this.id = new ChannelId(id);
  }

  void listen(ChannelListener opened) {
    listener = opened;
  }

  /** Sends a packet as the guest does; the completion, or null if none came. */
  byte @Nullable [] send(byte[] payload, boolean wantsCompletion) {
    return send(
        new InboundPacket(InboundPacket.Type.IN_BAND, wantsCompletion, wantsCompletion ? 1 : 0, payload, List.of()));
  }

  byte @Nullable [] send(InboundPacket packet) {
    if (closed != null || listener == null) {
      return null;
    }
    completions.clear();
    sent.add(packet.payload().clone());
    listener.onPacket(packet);
    return completions.isEmpty() ? null : completions.getLast();
  }

  /** From now on there is no room for anything that the host sends. */
  void fill() {
    full = true;
  }

  private void requireRoom() throws RingFullException {
    if (full) {
      throw new RingFullException("test");
    }
  }

  /** Everything that the guest has sent. */
  List<byte[]> sent() {
    return sent;
  }

  /** How many completions the last packet got. */
  int completions() {
    return completions.size();
  }

  /** The next notification that the host sent, or null. */
  synchronized byte @Nullable [] nextPost() {
    return posts.poll();
  }

  /** Why it is closed, or null. */
  @Nullable
  CloseReason closeReason() {
    return closed;
  }

  @Override
  public ChannelId id() {
    return id;
  }

  @Override
  public Offer offer() {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean isOpen() {
    return closed == null;
  }

  @Override
  public synchronized void post(MemorySegment payload) throws RingFullException {
    requireRoom();
    posts.add(payload.toArray(JAVA_BYTE));
  }

  @Override
  public byte[] call(MemorySegment payload, Duration timeout) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void complete(long transactionId, MemorySegment payload) throws RingFullException {
    requireRoom();
    completions.add(payload.toArray(JAVA_BYTE));
  }

  @Override
  public void close(CloseReason reason) {
    if (closed == null) {
      closed = reason;
      if (listener != null) {
        listener.onClosed(reason);
      }
    }
  }
}
