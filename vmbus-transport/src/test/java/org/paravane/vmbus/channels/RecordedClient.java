package org.paravane.vmbus.channels;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.paravane.vmbus.ChannelId;
import org.paravane.vmbus.CloseReason;
import org.paravane.vmbus.GpadlId;
import org.paravane.vmbus.Offer;
import org.paravane.vmbus.TransportLimits;
import org.paravane.vmbus.message.ConnectionMessage.VersionResponseWithFeatures;
import org.paravane.vmbus.message.ControlMessage;
import org.paravane.vmbus.message.Negotiated;
import org.paravane.vmbus.message.OfferMessage.OfferChannel;
import org.paravane.vmbus.message.UserData;
import org.paravane.vmbus.ring.PageRange;

/** A client machine and everything it did, in order. */
final class RecordedClient implements ClientEffects {
  static final ChannelId CHANNEL = new ChannelId(1);

  final ClientChannels machine;
  final List<String> log = new ArrayList<>();

  RecordedClient() {
    this(TransportLimits.defaults());
  }

  RecordedClient(TransportLimits limits) {
    machine = new ClientChannels(this, limits);
  }

  List<String> take() {
    List<String> taken = List.copyOf(log);
    log.clear();
    return taken;
  }

  void fromHost(ControlMessage... messages) {
    for (ControlMessage message : messages) {
      machine.receive(message.encode());
    }
  }

  RecordedClient connect() {
    machine.connect();
    fromHost(new VersionResponseWithFeatures(1, 0, 1, 0x20));
    machine.requestOffers();
    take();
    return this;
  }

  RecordedClient withOffer() {
    connect().fromHost(offer(1, 1));
    take();
    return this;
  }

  static OfferChannel offer(int id, int instance) {
    return new OfferChannel(RecordedServer.INTERFACE, RecordedServer.instance(instance), 0, 0, UserData.EMPTY, 0, 0, id,
        255, 0, 1, 0x2000 + id);
  }

  static PageRange pages(int count) {
    return new PageRange(count * 4096L, 0, LongStream.range(16, 16 + count).toArray());
  }

  @Override
  public void send(ControlMessage message) {
    log.add("> " + message);
  }

  @Override
  public void connected(Negotiated negotiated) {
    log.add("connected " + negotiated.version() + " " + negotiated.features());
  }

  @Override
  public void connectRefused(String detail) {
    log.add("connectRefused");
  }

  @Override
  public void offered(Offer offer) {
    log.add("offered " + offer.channelId());
  }

  @Override
  public void allOffersDelivered() {
    log.add("allOffersDelivered");
  }

  @Override
  public void rescinded(ChannelId channel) {
    log.add("rescinded " + channel);
  }

  @Override
  public void opened(ChannelId channel, boolean success) {
    log.add("opened " + channel + " " + success);
  }

  @Override
  public void gpadlCreated(ChannelId channel, GpadlId gpadl, boolean success) {
    log.add("created " + channel + " " + gpadl + " " + success);
  }

  @Override
  public void gpadlTornDown(ChannelId channel, GpadlId gpadl) {
    log.add("tornDown " + channel + " " + gpadl);
  }

  @Override
  public void unloaded() {
    log.add("unloaded");
  }

  @Override
  public void refused(ProtocolError error) {
    log.add("refused " + error.getClass().getSimpleName());
  }

  @Override
  public void fail(CloseReason reason) {
    log.add("fail " + reason.getClass().getSimpleName());
  }
}
