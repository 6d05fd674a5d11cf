package org.paravane.vmbus;

/**
 * What a guest is told about offers. Called on one thread of the connection, which waits for nothing else: these methods may open channels and call over them.
 */
public interface OfferListener {
  /** The host offers a channel. */
  void offered(Offer offer);

  /** The host took an offer back. Its channel, if open, has been closed. Answer with {@link VmbusClient#release} once cleaned up. */
  void rescinded(ChannelId channelId);

  /** All offers that existed when they were requested have been told. */
  default void allOffersDelivered() {
  }

  /** The connection is gone; all channels have been closed. Called once, last. */
  void disconnected(CloseReason reason);
}
