package org.paravane.host.engine.worker;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.paravane.host.engine.worker.LinkViolation.Rule;
import org.paravane.linux.DescriptorSocket;
import org.paravane.linux.LinuxException;
import org.paravane.linux.OwnedFd;
import org.paravane.vmbus.ring.Doorbell;
import org.paravane.vmbus.ring.OutgoingRing;
import org.paravane.vmbus.ring.OutgoingRing.Write;

/**
 * Sends messages in their order and never waits: what finds no room in the ring (or its descriptor none in the socket) is kept, up to a
 * bound, and sent by a later {@link #flush}. One thread at a time.
 */
final class MessageOutlet {
  /** Bytes that are kept at most; a peer that lets more come together does not listen. */
  static final long MOST_KEPT_BYTES = 16L << 20;
  /** Descriptors that are kept at most. */
  static final int MOST_KEPT_DESCRIPTORS = 256;

  private final OutgoingRing ring;
  private final Doorbell doorbell;
  private final @Nullable DescriptorSocket socket;
  private final MessageWriter writer = new MessageWriter();
  private final Deque<Kept> kept = new ArrayDeque<>();
  private long keptBytes;
  private int keptDescriptors;
  private boolean closed;
  private boolean peerGone;
  private @Nullable LinkViolation failure;

  /** A message that waits for room; without a descriptor once that was sent. */
  private record Kept(MemorySegment message, @Nullable OwnedFd descriptor) {
  }

  /**
   * An outlet.
   *
   * @param doorbell wakes the peer
   * @param socket for descriptors; null for a side that sends none
   */
  MessageOutlet(OutgoingRing ring, Doorbell doorbell, @Nullable DescriptorSocket socket) {
    this.ring = ring;
    this.doorbell = doorbell;
    this.socket = socket;
  }

  /** The message that is put together next. */
  MessageWriter begin(int number) {
    return writer.begin(number);
  }

  /** Sends the message that was put together, or keeps it. */
  void send() {
    send(null);
  }

  /** As {@link #send()}, with a descriptor that is duplicated. */
  void send(@Nullable OwnedFd descriptor) {
    if (closed || failure != null) {
      return;
    }
    boolean descriptorSent = descriptor == null || (kept.isEmpty() && sent(descriptor));
    if (descriptorSent && kept.isEmpty() && written(writer.memory(), writer.length())) {
      publish();
    } else if (failure == null && !closed) {
      keep(descriptorSent ? null : descriptor);
    }
  }

  private boolean written(MemorySegment message, int bytes) {
    Write write = ring.inBand(0, false, message, 0, bytes);
    return switch (write) {
      case WRITTEN -> true;
      case FULL -> false;
      case TOO_LONG -> throw new IllegalStateException("message is longer than its ring: bytes=" + bytes);
      case CORRUPT -> {
        failure = new LinkViolation(Rule.RING, String.valueOf(ring.violation()));
        yield false;
      }
    };
  }

  private boolean sent(OwnedFd descriptor) {
    if (socket == null) {
      throw new IllegalStateException("this side sends no descriptors");
    }
    try {
      return socket.send(descriptor);
    } catch (LinuxException e) {
      peerGone = true;
      close();
      return false;
    }
  }

  private void keep(@Nullable OwnedFd descriptor) {
    try {
      MemorySegment copy = MemorySegment.ofArray(
          writer.memory().asSlice(0, writer.length()).toArray(ValueLayout.JAVA_BYTE));
      kept.add(new Kept(copy, descriptor == null ? null : descriptor.duplicate()));
      keptBytes += copy.byteSize();
      keptDescriptors += descriptor == null ? 0 : 1;
    } catch (LinuxException e) {
      failure = new LinkViolation(Rule.OVERRUN, "descriptor not kept: " + e.getMessage());
    }
    if (keptBytes > MOST_KEPT_BYTES || keptDescriptors > MOST_KEPT_DESCRIPTORS) {
      failure = new LinkViolation(Rule.OVERRUN,
          "messages=%d, bytes=%d, descriptors=%d".formatted(kept.size(), keptBytes, keptDescriptors));
    }
  }

  /** Sends what was kept, as far as there is room now. */
  void flush() {
    boolean some = false;
    while (!kept.isEmpty() && failure == null && !closed) {
      Kept next = kept.getFirst();
      OwnedFd descriptor = next.descriptor();
      if (descriptor != null) {
        if (!sent(descriptor)) {
          return;
        }
        descriptor.close();
        keptDescriptors--;
        kept.removeFirst();
        next = new Kept(next.message(), null);
        kept.addFirst(next);
      }
      if (!written(next.message(), (int) next.message().byteSize())) {
        break;
      }
      kept.removeFirst();
      keptBytes -= next.message().byteSize();
      some = true;
    }
    if (some) {
      publish();
    }
  }

  private void publish() {
    if (ring.publish()) {
      doorbell.ring();
    }
    if (ring.violation() != null) {
      failure = new LinkViolation(Rule.RING, String.valueOf(ring.violation()));
    }
  }

  /** Whether something waits for room. */
  boolean holdsBack() {
    return !kept.isEmpty();
  }

  /** Why nothing can be sent any more, or null. */
  @Nullable
  LinkViolation failure() {
    return failure;
  }

  /** Whether the peer's end of the socket is closed: its process ends, or does what no correct one does. */
  boolean isPeerGone() {
    return peerGone;
  }

  /** From now on everything is forgotten. */
  void close() {
    closed = true;
    kept.forEach(message -> {
      OwnedFd descriptor = message.descriptor();
      if (descriptor != null) {
        descriptor.close();
      }
    });
    kept.clear();
  }
}
