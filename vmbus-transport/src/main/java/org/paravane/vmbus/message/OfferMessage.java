package org.paravane.vmbus.message;

import org.paravane.abi.Guid;

/** Offers, and what takes them back. Source: vmbus-channels.md sections 2 and 4. */
public sealed interface OfferMessage extends ControlMessage {

  record RequestOffers() implements OfferMessage {
  }

  /**
   * A channel that the server offers.
   *
   * @param monitorId 255 = none
   * @param dedicated bit 0 = the channel has an interrupt of its own
   */
  record OfferChannel(Guid interfaceId, Guid instanceId, @Field(bytes = 2, reservedBefore = 16) int flags,
      @Field(bytes = 2) int mmioMegabytes, UserData userData, @Field(bytes = 2) int subChannelIndex,
      @Field(bytes = 2) int mmioMegabytesOptional, int channelId, @Field(bytes = 1) int monitorId,
      @Field(bytes = 1) int monitorAllocated, @Field(bytes = 2) int dedicated,
      int connectionId) implements OfferMessage {
    /** {@link #monitorId()} of a channel without a monitor. */
    public static final int NO_MONITOR = 255;
  }

  record AllOffersDelivered() implements OfferMessage {
  }

  record RescindChannelOffer(int channelId) implements OfferMessage {
  }

  /** The client has let go of a channel; its id may be used again. */
  record ChannelIdReleased(int channelId) implements OfferMessage {
  }
}
