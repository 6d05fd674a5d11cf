package org.paravane.vmbus;

import java.lang.foreign.MemorySegment;
import java.time.Duration;

/** One end of an open channel. All methods may be called from any platform thread. */
public interface VmbusChannel {
  /** The channel's id on its connection. */
  ChannelId id();

  /** The offer that was opened. */
  Offer offer();

  /** False from the moment that this end knows of the close. */
  boolean isOpen();

  /**
   * Sends an in-band packet with transaction id 0, which is not answered. On the guest a full ring is waited for, at most {@link OpenOptions#sendTimeout()}; on the host the packet joins a bounded queue instead.
   *
   * @param payload at most what fits in the ring; padded to a multiple of 8 bytes
   * @throws ChannelClosedException when the channel is closed
   * @throws RingFullException      when there was no room in time; nothing was sent
   */
  void post(MemorySegment payload) throws VmbusException;

  /**
   * Sends an in-band packet and waits for its completion. The caller spins, drains the ring itself, and then parks. On the
   * guest an interrupt is kept for later once the packet is sent: what was asked for may exist, and its name is in the answer.
   *
   * @param payload at most what fits in the ring; padded to a multiple of 8 bytes
   * @param timeout for room in the ring and the completion together
   * @return payload of the completion, a multiple of 8 bytes
   * @throws ChannelClosedException when the channel is closed, also while waiting
   * @throws CallTimeoutException   when no completion came in time
   * @throws RingFullException      when there was no room in time; nothing was sent
   */
  byte[] call(MemorySegment payload, Duration timeout) throws VmbusException;

  /**
   * Answers a packet that asked for a completion.
   *
   * @throws ChannelClosedException when the channel is closed
   * @throws RingFullException      when the peer does not read its answers and the queue behind the ring is full
   */
  void complete(long transactionId, MemorySegment payload) throws VmbusException;

  /**
   * Closes the channel: on the guest by the close message, on the host by a rescind. Does nothing on a closed channel. The listener gets the reason.
   */
  void close(CloseReason reason);
}
