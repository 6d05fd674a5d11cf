package org.paravane.vmbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.paravane.vmbus.Transport.longAt;
import static org.paravane.vmbus.Transport.longs;
import static org.paravane.vmbus.Transport.take;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.paravane.linux.Memfd;
import org.paravane.linux.Seal;
import org.paravane.vmbus.Transport.Heard;
import org.paravane.vmbus.Transport.Hosted;
import org.paravane.vmbus.Transport.Kind;
import org.paravane.vmbus.Transport.Offers;
import org.paravane.vmbus.TransportTest.Echo;
import org.paravane.vmbus.carrier.Frame;

/** Guests that send anything at all to a live server, beside one that behaves: it must not notice. */
@Timeout(30)
class HostileGuestTest {
  private static final Duration SECONDS = Duration.ofSeconds(5);

  private static void stillServes(VmbusChannel bystander) throws VmbusException {
    for (int i = 0; i < 20; i++) {
      assertThat(longAt(bystander.call(longs(i), SECONDS), 0)).isEqualTo(i);
    }
  }

  @Test
  void randomControlMessagesDisturbNobody() throws Exception {
    long seed = System.nanoTime();
    System.out.println("HostileGuestTest.randomControlMessagesDisturbNobody seed=" + seed);
    Random random = new Random(seed);
    Echo echo = new Echo();
    Hosted hosted = new Hosted(2, echo);
    try (Transport transport = Transport.start(Kind.LOCAL, hosted); VmbusClient good = transport.client()) {
      Offers offers = new Offers();
      good.requestOffers(offers);
      VmbusChannel bystander = good.open(offers.next(), OpenOptions.defaults(), new Heard());
      for (int round = 0; round < 12; round++) {
        try (RawGuest hostile = new RawGuest(transport).contact()) {
          for (int i = 0; i < 2_000 && hostile.closed.isEmpty(); i++) {
            hostile.link.send(new Frame.Control(message(random)));
          }
        }
        stillServes(bystander);
      }
      awaitConnections(transport, 1);
    }
  }

  private static byte[] message(Random random) {
    byte[] bytes = new byte[random.nextInt(242)];
    ByteBuffer out = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    if (bytes.length >= 4) {
      out.putInt(random.nextInt(32));
      out.position(Math.min(8, bytes.length));
    }
    while (out.remaining() >= 4) {
      out.putInt(random.nextInt(4) == 0 ? random.nextInt() : random.nextInt(16));
    }
    return bytes;
  }

  @Test
  void randomFramesDisturbNobody() throws Exception {
    long seed = System.nanoTime();
    System.out.println("HostileGuestTest.randomFramesDisturbNobody seed=" + seed);
    Random random = new Random(seed);
    Echo echo = new Echo();
    try (Transport transport = Transport.start(Kind.LOCAL, new Hosted(1, echo));
        VmbusClient good = transport.client();
        Memfd unsealed = Memfd.create("unsealed", 4096);
        Memfd sealed = Memfd.create("sealed", 1 << 20)) {
      sealed.seal(Seal.SHRINK);
      Offers offers = new Offers();
      good.requestOffers(offers);
      VmbusChannel bystander = good.open(offers.next(), OpenOptions.defaults(), new Heard());
      for (int round = 0; round < 12; round++) {
        try (RawGuest hostile = new RawGuest(transport).contact()) {
          for (int i = 0; i < 300 && hostile.closed.isEmpty(); i++) {
            switch (random.nextInt(6)) {
              case 0 ->
                hostile.link.send(new Frame.ShareRegion(i, random.nextInt(64) * 4096L, 1 + random.nextInt(1 << 21)));
              case 1 -> hostile.link.send(new Frame.ShareRegion(i, random.nextLong(), random.nextLong()));
              case 2 -> hostile.link.send(new Frame.WithdrawRegion(i, random.nextInt(64) * 4096L));
              case 3 -> sendQuietly(hostile, random.nextBoolean() ? unsealed : sealed);
              case 4 -> hostile.link.send(
                  new Frame.ClosingChannel(random.nextInt(), Frame.ClosingChannel.Cause.CORRUPT, "x".repeat(900)));
              default -> hostile.link
                  .send(random.nextInt(100) == 0 ? new Frame.EventPages() : new Frame.Control(message(random)));
            }
          }
        }
        stillServes(bystander);
      }
      awaitConnections(transport, 1);
    }
  }

  private static void sendQuietly(RawGuest hostile, Memfd file) {
    try {
      hostile.link.sendDescriptor(file.fd());
    } catch (VmbusException _) {
      // The host has closed the link.
    }
  }

  @Test
  void randomBytesInRingsAndEventPagesDisturbNobody() throws Exception {
    long seed = System.nanoTime();
    System.out.println("HostileGuestTest.randomBytesInRingsAndEventPagesDisturbNobody seed=" + seed);
    Random random = new Random(seed);
    Echo echo = new Echo();
    Hosted hosted = new Hosted(2, echo);
    try (Transport transport = Transport.start(Kind.LOCAL, hosted);
        VmbusClient good = transport.client();
        VmbusClient hostile = transport.client()) {
      Offers offers = new Offers();
      good.requestOffers(offers);
      VmbusChannel bystander = good.open(offers.next(), OpenOptions.defaults(), new Heard());
      Offers theirs = new Offers();
      hostile.requestOffers(theirs);
      Offer offer = theirs.next();
      VmbusChannel neighbour = hostile.open(theirs.next(), OpenOptions.defaults(), new Heard());
      int broken = 0;
      for (int round = 0; round < 80; round++) {
        Heard heard = new Heard();
        GuestChannel channel = (GuestChannel) hostile.open(offer, OpenOptions.defaults().withRingBytes(4096), heard);
        try {
          scribble(channel, random);
        } catch (IllegalStateException _) {
          // The host broke the channel in the middle of it, and the ring is unmapped.
        }
        if (heard.closed.poll(25, TimeUnit.MILLISECONDS) != null) {
          broken++;
        } else {
          channel.close(new CloseReason.Local("next round"));
        }
        OfferSpec same = OfferSpec.of(Transport.INTERFACE, offer.instanceId(), new byte[0]);
        hosted.connections.forEach(connection -> connection.offer(same, echo));
        hostile.release(offer.channelId());
        offer = next(theirs, offer);
      }
      assertThat(broken).as("seed=%d", seed).isGreaterThan(15);
      stillServes(bystander);
      stillServes(neighbour);
    }
  }

  /** The same offer, or the one that came in its place. */
  private static Offer next(Offers offers, Offer before) throws InterruptedException {
    Offer fresh = offers.offered.poll(10, TimeUnit.MILLISECONDS);
    return fresh == null ? before : fresh;
  }

  /** Random words into the guest's ring, or a packet with random fields in front of a matching index. */
  private static void scribble(GuestChannel channel, Random random) {
    MemorySegment memory = channel.ring().region().segment();
    if (random.nextBoolean()) {
      for (int i = 0; i < 40; i++) {
        memory.set(ValueLayout.JAVA_INT, random.nextInt(2_048) * 4L, random.nextInt(3) == 0 ? random.nextInt() : 24);
        channel.knock();
      }
    } else {
      for (int at = 0; at < 1_024; at += 8) {
        memory.set(ValueLayout.JAVA_SHORT, 4096L + at, (short) random.nextInt(14));
        memory.set(ValueLayout.JAVA_SHORT, 4096L + at + 2, (short) random.nextInt(6));
        memory.set(ValueLayout.JAVA_SHORT, 4096L + at + 4, (short) random.nextInt(20));
        memory.set(ValueLayout.JAVA_SHORT, 4096L + at + 6, (short) random.nextInt(2));
      }
      memory.set(ValueLayout.JAVA_INT, 0, random.nextInt(128) * 8);
      channel.knock();
    }
  }

  @Test
  void aGuestThatHoldsTheDoorbellDownIsOnlyBusyWithItself() throws Exception {
    Echo echo = new Echo();
    try (Transport transport = Transport.start(Kind.LOCAL, new Hosted(1, echo));
        VmbusClient good = transport.client();
        RawGuest hostile = new RawGuest(transport).contact()) {
      Offers offers = new Offers();
      good.requestOffers(offers);
      VmbusChannel bystander = good.open(offers.next(), OpenOptions.defaults(), new Heard());
      long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(300);
      for (int id = 1; System.nanoTime() < until; id = id % 2047 + 1) {
        hostile.events.signalPeer(new ChannelId(id));
      }
      stillServes(bystander);
      take(hostile.frames);
    }
  }

  @Test
  void aFloodOfControlMessagesIsHeldUpAndEndsWithTooManyErrors() throws Exception {
    ServerOptions options = ServerOptions.defaults()
        .withLimits(TransportLimits.defaults().withQueues(16, 1 << 20).withProtocolErrors(5_000));
    try (Transport transport = Transport.start(Kind.LOCAL, new Hosted(0, new Echo()), options);
        RawGuest hostile = new RawGuest(transport).contact()) {
      for (int i = 0; i < 20_000 && hostile.closed.isEmpty(); i++) {
        hostile.link.send(new Frame.Control(new byte[240]));
      }
      take(hostile.closed);
      assertThat(take(transport.hosted.disconnected)).isInstanceOf(CloseReason.LimitExceeded.class);
    }
  }

  private static void awaitConnections(Transport transport, int count) throws InterruptedException {
    long deadline = System.nanoTime() + SECONDS.toNanos();
    while (transport.server.connections().size() != count && System.nanoTime() < deadline) {
      Thread.sleep(5);
    }
    assertThat(transport.server.connections()).hasSize(count);
  }
}
