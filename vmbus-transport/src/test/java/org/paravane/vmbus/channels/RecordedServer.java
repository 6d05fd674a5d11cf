package org.paravane.vmbus.channels;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.paravane.abi.Guid;
import org.paravane.vmbus.ChannelId;
import org.paravane.vmbus.CloseReason;
import org.paravane.vmbus.GpadlId;
import org.paravane.vmbus.OfferSpec;
import org.paravane.vmbus.TransportLimits;
import org.paravane.vmbus.message.ChannelMessage.OpenChannel;
import org.paravane.vmbus.message.ConnectionMessage.InitiateContact;
import org.paravane.vmbus.message.ControlMessage;
import org.paravane.vmbus.message.GpadlMessage;
import org.paravane.vmbus.message.Negotiated;
import org.paravane.vmbus.message.OfferMessage;
import org.paravane.vmbus.message.ProtocolVersion;
import org.paravane.vmbus.message.UserData;
import org.paravane.vmbus.ring.PageRange;

/** A server machine and everything it did, in order; devices answer only when the test says so. */
final class RecordedServer implements ServerEffects {
  static final Guid INTERFACE = Guid.parse("6e382d18-3336-4f4b-acc4-2b7703d4df4a");
  static final OfferSpec SPEC = OfferSpec.of(INTERFACE, instance(1), new byte[]{1, 2, 3});
  static final OfferKey KEY = OfferKey.of(SPEC);
  static final ChannelId CHANNEL = new ChannelId(1);
  static final GpadlId RING = new GpadlId(7);
  static final int RING_PAGES = 8;

  final ServerChannels machine;
  final List<String> log = new ArrayList<>();
  boolean acceptContacts = true;

  RecordedServer() {
    this(TransportLimits.defaults());
  }

  RecordedServer(TransportLimits limits) {
    machine = new ServerChannels(this, limits);
  }

  static Guid instance(int number) {
    return new Guid(number, (short) 0, (short) 0, 0L);
  }

  /** What was done since the last call. */
  List<String> take() {
    List<String> taken = List.copyOf(log);
    log.clear();
    return taken;
  }

  void fromGuest(ControlMessage... messages) {
    for (ControlMessage message : messages) {
      machine.receive(message.encode());
    }
  }

  // Steps that tests begin with.

  RecordedServer contact(ProtocolVersion version) {
    return contact(version, 0);
  }

  RecordedServer contact(ProtocolVersion version, int features) {
    fromGuest(new InitiateContact(version.number(), 0, 2, 0, features, 0, 0));
    return this;
  }

  RecordedServer offered() {
    machine.offer(SPEC);
    contact(ProtocolVersion.V5_3);
    fromGuest(new OfferMessage.RequestOffers());
    take();
    return this;
  }

  RecordedServer withRing() {
    createGpadl(CHANNEL, RING, RING_PAGES);
    machine.gpadlAccepted(CHANNEL, RING);
    take();
    return this;
  }

  RecordedServer opening() {
    offered().withRing().fromGuest(openMessage());
    take();
    return this;
  }

  RecordedServer open() {
    opening().machine.deviceOpened(KEY, true);
    take();
    return this;
  }

  void createGpadl(ChannelId channel, GpadlId gpadl, int pages) {
    long[] numbers = LongStream.range(16, 16 + pages).toArray();
    for (GpadlMessage message : GpadlMessages.of(channel, gpadl, new PageRange(pages * 4096L, 0, numbers))) {
      fromGuest(message);
    }
  }

  static OpenChannel openMessage() {
    return new OpenChannel(CHANNEL.value(), 55, RING.value(), 0, RING_PAGES / 2, UserData.EMPTY);
  }

  // Effects.

  @Override
  public void send(ControlMessage message) {
    log.add(message.toString());
  }

  @Override
  public void contacted(Negotiated negotiated) {
    log.add("contacted " + negotiated.version() + " " + negotiated.features());
    if (acceptContacts) {
      machine.contactAccepted();
    }
  }

  @Override
  public void openDevice(OfferKey key, ChannelId channel, OpenRequest request) {
    log.add("openDevice " + channel);
  }

  @Override
  public void closeDevice(OfferKey key, ChannelId channel) {
    log.add("closeDevice " + channel);
  }

  @Override
  public void retarget(OfferKey key, ChannelId channel, int targetVp) {
    log.add("retarget " + channel + " " + targetVp);
  }

  @Override
  public void checkGpadl(ChannelId channel, GpadlId gpadl, List<PageRange> ranges) {
    log.add("checkGpadl " + channel + " " + gpadl + " pages=" + ranges.stream().mapToInt(PageRange::pageCount).sum());
  }

  @Override
  public void dropGpadl(ChannelId channel, GpadlId gpadl) {
    log.add("dropGpadl " + channel + " " + gpadl);
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
