package org.paravane.vmbus.channels;

import org.paravane.vmbus.ChannelId;
import org.paravane.vmbus.CloseReason;
import org.paravane.vmbus.GpadlId;
import org.paravane.vmbus.Offer;
import org.paravane.vmbus.message.ControlMessage;
import org.paravane.vmbus.message.Negotiated;

/** What {@link ClientChannels} wants done. */
public interface ClientEffects {
  void send(ControlMessage message);

  /** A version was agreed on. */
  void connected(Negotiated negotiated);

  /** The host accepts none of our versions, or cannot serve us now. */
  void connectRefused(String detail);

  void offered(Offer offer);

  void allOffersDelivered();

  /** The host took a channel back. No answer comes any more for whatever was asked on it. */
  void rescinded(ChannelId channel);

  /** Answer to an open. */
  void opened(ChannelId channel, boolean success);

  /** Answer to a GPADL. */
  void gpadlCreated(ChannelId channel, GpadlId gpadl, boolean success);

  /** Answer to a teardown. */
  void gpadlTornDown(ChannelId channel, GpadlId gpadl);

  /** Answer to an unload. */
  void unloaded();

  /** A message was dropped. */
  void refused(ProtocolError error);

  /** The connection cannot go on. */
  void fail(CloseReason reason);
}
