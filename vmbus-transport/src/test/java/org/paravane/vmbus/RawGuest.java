package org.paravane.vmbus;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.paravane.linux.LinuxException;
import org.paravane.linux.Memfd;
import org.paravane.linux.Seal;
import org.paravane.vmbus.carrier.Frame;
import org.paravane.vmbus.carrier.GuestLink;
import org.paravane.vmbus.carrier.GuestSocketLink;
import org.paravane.vmbus.carrier.InProcessLink;
import org.paravane.vmbus.carrier.LinkListener;
import org.paravane.vmbus.event.EventPages;
import org.paravane.vmbus.message.ChannelMessage.OpenChannel;
import org.paravane.vmbus.message.ConnectionMessage.InitiateContact;
import org.paravane.vmbus.message.ControlMessage;
import org.paravane.vmbus.message.Direction;
import org.paravane.vmbus.message.GpadlMessage.GpadlHeader;
import org.paravane.vmbus.message.MessageParser;
import org.paravane.vmbus.message.Negotiated;
import org.paravane.vmbus.message.OfferMessage.RequestOffers;
import org.paravane.vmbus.message.ParseOutcome;
import org.paravane.vmbus.message.UserData;

/** A guest by hand: a link and its event pages, without a client that would keep it from misbehaving. */
final class RawGuest implements LinkListener, AutoCloseable {
  static final long GPA = 1L << 32;
  static final int RING_BYTES = 4 * 4096;

  final EventPages events;
  final GuestLink link;
  final BlockingQueue<Frame> frames = new LinkedBlockingQueue<>();
  final BlockingQueue<String> closed = new LinkedBlockingQueue<>();

  RawGuest(Transport transport) throws VmbusException, LinuxException {
    events = EventPages.create();
    link = switch (transport.connector) {
      case Connector.Local(var socket) -> GuestSocketLink.connect(socket, "raw", Duration.ofSeconds(5), events.memfd(),
          this);
      case Connector.InProcess(VmbusServer server) -> InProcessLink.connect(server.acceptor(), events.memfd(), this);
    };
  }

  void send(ControlMessage... messages) {
    for (ControlMessage message : messages) {
      link.send(new Frame.Control(message.encode()));
    }
  }

  RawGuest contact() {
    send(new InitiateContact(0x60000, 0, 2, 0, 0x20, 0, 0), new RequestOffers());
    return this;
  }

  /** Shares a page file for two small rings and lends it on a channel under a handle. */
  void lendRing(int channel, int gpadl) throws LinuxException, VmbusException {
    try (Memfd memfd = Memfd.create("raw-ring", RING_BYTES)) {
      memfd.seal(Seal.SHRINK);
      link.sendDescriptor(memfd.fd());
    }
    link.send(new Frame.ShareRegion(gpadl, GPA + gpadl * (long) RING_BYTES, RING_BYTES));
    List<Long> values = new ArrayList<>(List.of((long) RING_BYTES));
    long first = (GPA + gpadl * (long) RING_BYTES) / 4096;
    for (long page = 0; page < RING_BYTES / 4096; page++) {
      values.add(first + page);
    }
    send(new GpadlHeader(channel, gpadl, values.size() * Long.BYTES, 1, values));
  }

  static OpenChannel open(int channel, int gpadl) {
    return new OpenChannel(channel, channel, gpadl, 0, RING_BYTES / 2 / 4096, UserData.EMPTY);
  }

  /** The next control message of the host; other frames are skipped. */
  ControlMessage next() {
    while (true) {
      if (Transport.take(frames) instanceof Frame.Control(byte[] message)) {
        return switch (MessageParser.parse(message, Direction.TO_GUEST, Negotiated.everything())) {
          case ParseOutcome.Parsed(ControlMessage parsed) -> parsed;
          case ParseOutcome.Refused(var error) -> throw new AssertionError(error.toString());
        };
      }
    }
  }

  /** Skips messages until one of this kind comes. */
  <T extends ControlMessage> T next(Class<T> kind) {
    while (true) {
      ControlMessage message = next();
      if (kind.isInstance(message)) {
        return kind.cast(message);
      }
    }
  }

  @Override
  public void received(Frame frame) {
    frames.add(frame);
  }

  @Override
  public void closed(String detail) {
    closed.add(detail);
  }

  @Override
  public void close() {
    link.close();
    events.close();
  }
}
