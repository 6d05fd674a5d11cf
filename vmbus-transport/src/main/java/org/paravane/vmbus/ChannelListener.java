package org.paravane.vmbus;

/**
 * What one end of an open channel is told. Calls come one at a time, in the order in which the peer sent: on the host on the thread of the connection, on the guest on the receiver thread of the connection.
 */
public interface ChannelListener {
  /** A packet arrived. Must not block for long: on the host it holds up every channel of that guest. */
  void onPacket(InboundPacket packet);

  /** The channel is closed; called exactly once, and no packet comes after it. */
  void onClosed(CloseReason reason);
}
