package org.paravane.vmbus.channels;

import java.util.List;
import org.paravane.vmbus.ChannelId;
import org.paravane.vmbus.CloseReason;
import org.paravane.vmbus.GpadlId;
import org.paravane.vmbus.message.ControlMessage;
import org.paravane.vmbus.message.Negotiated;
import org.paravane.vmbus.ring.PageRange;

/** What {@link ServerChannels} wants done. */
public interface ServerEffects {
  void send(ControlMessage message);

  /** A guest made contact; answer with {@link ServerChannels#contactAccepted} or {@link ServerChannels#contactRefused}. */
  void contacted(Negotiated negotiated);

  /** Answer with {@link ServerChannels#deviceOpened}. The ring's GPADL is retained until the device closed. */
  void openDevice(OfferKey key, ChannelId channel, OpenRequest request);

  /** Answer with {@link ServerChannels#deviceClosed}. */
  void closeDevice(OfferKey key, ChannelId channel);

  /** Answer with {@link ServerChannels#retargeted}. */
  void retarget(OfferKey key, ChannelId channel, int targetVp);

  /** Answer with {@link ServerChannels#gpadlAccepted} or {@link ServerChannels#gpadlRefused}. */
  void checkGpadl(ChannelId channel, GpadlId gpadl, List<PageRange> ranges);

  /** The guest wants it back, but it is in use: let go soon. */
  void dropGpadl(ChannelId channel, GpadlId gpadl);

  /** The guest let go of everything. */
  void unloaded();

  /** A message was dropped or refused. */
  void refused(ProtocolError error);

  /** The connection cannot go on. Nothing is sent any more. */
  void fail(CloseReason reason);
}
