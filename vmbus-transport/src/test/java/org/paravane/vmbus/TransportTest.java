package org.paravane.vmbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.paravane.vmbus.Transport.instance;
import static org.paravane.vmbus.Transport.longAt;
import static org.paravane.vmbus.Transport.longs;
import static org.paravane.vmbus.Transport.payload;
import static org.paravane.vmbus.Transport.take;

import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.vmbus.Transport.Heard;
import org.paravane.vmbus.Transport.Hosted;
import org.paravane.vmbus.Transport.Kind;
import org.paravane.vmbus.Transport.Offers;

@Timeout(20)
class TransportTest {
  private static final Duration SECONDS = Duration.ofSeconds(5);

  /** Answers every packet that asks with its own payload, and remembers the channels. */
  static final class Echo implements ChannelService {
    final BlockingQueue<VmbusChannel> channels = new LinkedBlockingQueue<>();
    final BlockingQueue<CloseReason> closed = new LinkedBlockingQueue<>();
    final BlockingQueue<InboundPacket> posted = new LinkedBlockingQueue<>();

    @Override
    public Result<ChannelListener> opened(VmbusChannel channel, byte[] openUserData) {
      if (openUserData[0] == 99) {
        return Result.failed(Errno.EACCES, "not today: channel=" + channel.id());
      }
      channels.add(channel);
      return Result.ok(new ChannelListener() {
        @Override
        public void onPacket(InboundPacket packet) {
          if (!packet.completionRequested()) {
            posted.add(packet);
            return;
          }
          try {
            channel.complete(packet.transactionId(), java.lang.foreign.MemorySegment.ofArray(packet.payload()));
          } catch (VmbusException e) {
            throw new IllegalStateException(e);
          }
        }

        @Override
        public void onClosed(CloseReason reason) {
          closed.add(reason);
        }
      });
    }
  }

  @ParameterizedTest
  @EnumSource
  void aCallComesBackWithItsAnswer(Kind kind) throws Exception {
    Echo echo = new Echo();
    try (Transport transport = Transport.start(kind, new Hosted(1, echo)); VmbusClient client = transport.client()) {
      Offers offers = new Offers();
      client.requestOffers(offers);
      Offer offer = offers.next();
      assertThat(offer.instanceId()).isEqualTo(instance(1));
      assertThat(offer.userData()[0]).isEqualTo((byte) 1);
      take(offers.delivered);
      VmbusChannel channel = client.open(offer, OpenOptions.defaults(), new Heard());
      assertThat(channel.isOpen()).isTrue();
      for (int i = 0; i < 10_000; i++) {
        assertThat(longAt(channel.call(longs(i, 7), SECONDS), 0)).isEqualTo(i);
      }
      byte[] large = channel.call(payload(60_000, 3), SECONDS);
      assertThat(large).isEqualTo(payload(60_000, 3).toArray(ValueLayout.JAVA_BYTE));
    }
  }

  @ParameterizedTest
  @EnumSource
  void postsGoBothWaysInOrder(Kind kind) throws Exception {
    Echo echo = new Echo();
    try (Transport transport = Transport.start(kind, new Hosted(1, echo)); VmbusClient client = transport.client()) {
      Offers offers = new Offers();
      client.requestOffers(offers);
      Heard heard = new Heard();
      VmbusChannel guest = client.open(offers.next(), OpenOptions.defaults(), heard);
      VmbusChannel host = take(echo.channels);
      for (int i = 0; i < 5_000; i++) {
        guest.post(longs(i));
        host.post(longs(-i));
      }
      for (int i = 0; i < 5_000; i++) {
        assertThat(longAt(take(echo.posted).payload(), 0)).isEqualTo(i);
        assertThat(longAt(take(heard.packets).payload(), 0)).isEqualTo(-i);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void eightCallersOnOneChannelGetTheirOwnAnswers(Kind kind) throws Exception {
    Echo echo = new Echo();
    try (Transport transport = Transport.start(kind, new Hosted(1, echo)); VmbusClient client = transport.client()) {
      Offers offers = new Offers();
      client.requestOffers(offers);
      VmbusChannel channel = client.open(offers.next(), OpenOptions.defaults().withRingBytes(4096), new Heard());
      List<Thread> threads = new ArrayList<>();
      BlockingQueue<Object> failures = new LinkedBlockingQueue<>();
      for (int t = 0; t < 8; t++) {
        int caller = t;
        threads.add(Thread.ofPlatform().start(() -> {
          try {
            for (int i = 0; i < 500; i++) {
              byte[] answer = channel.call(longs(caller, i, 0, 0, 0), SECONDS);
              if (longAt(answer, 0) != caller || longAt(answer, 1) != i) {
                failures.add("caller=" + caller + ", i=" + i + ", got=" + longAt(answer, 0) + "/" + longAt(answer, 1));
              }
            }
          } catch (VmbusException | RuntimeException e) {
            failures.add(e);
          }
        }));
      }
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(failures).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aRescindClosesTheChannelAndTheDeviceMayComeBack(Kind kind) throws Exception {
    Echo echo = new Echo();
    Hosted hosted = new Hosted(2, echo);
    try (Transport transport = Transport.start(kind, hosted); VmbusClient client = transport.client()) {
      Offers offers = new Offers();
      client.requestOffers(offers);
      Heard heard = new Heard();
      Offer first = offers.next();
      VmbusChannel channel = client.open(first, OpenOptions.defaults(), heard);
      VmbusChannel other = client.open(offers.next(), OpenOptions.defaults(), new Heard());
      HostConnection connection = hosted.connections.getFirst();
      connection.rescind(Transport.INTERFACE, instance(1));
      assertThat(take(heard.closed)).isEqualTo(new CloseReason.Rescinded());
      assertThat(take(offers.rescinded)).isEqualTo(first.channelId());
      assertThat(take(echo.closed)).isEqualTo(new CloseReason.Rescinded());
      assertThat(channel.isOpen()).isFalse();
      assertThatThrownBy(() -> channel.call(longs(1), SECONDS)).isInstanceOf(ChannelClosedException.class);
      assertThat(longAt(other.call(longs(5), SECONDS), 0)).isEqualTo(5);
      assertThat(connection.offer(OfferSpec.of(Transport.INTERFACE, instance(1), new byte[0]), echo))
          .isInstanceOf(Result.Ok.class);
      client.release(first.channelId());
      Offer again = offers.next();
      assertThat(again.channelId()).isEqualTo(first.channelId());
      VmbusChannel reopened = client.open(again, OpenOptions.defaults(), new Heard());
      assertThat(longAt(reopened.call(longs(6), SECONDS), 0)).isEqualTo(6);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aClosedChannelCanBeOpenedAgain(Kind kind) throws Exception {
    Echo echo = new Echo();
    try (Transport transport = Transport.start(kind, new Hosted(1, echo)); VmbusClient client = transport.client()) {
      Offers offers = new Offers();
      client.requestOffers(offers);
      Offer offer = offers.next();
      for (int i = 0; i < 20; i++) {
        Heard heard = new Heard();
        VmbusChannel channel = client.open(offer, OpenOptions.defaults(), heard);
        assertThat(longAt(channel.call(longs(i), SECONDS), 0)).isEqualTo(i);
        channel.close(new CloseReason.Local("done"));
        channel.close(new CloseReason.Local("again"));
        assertThat(take(heard.closed)).isEqualTo(new CloseReason.Local("done"));
        assertThat(take(echo.closed)).isEqualTo(new CloseReason.PeerClosed());
        assertThat(heard.closed).isEmpty();
      }
      assertThat(client.memory().reservations()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aServiceMayRefuse(Kind kind) throws Exception {
    Echo echo = new Echo();
    try (Transport transport = Transport.start(kind, new Hosted(1, echo)); VmbusClient client = transport.client()) {
      Offers offers = new Offers();
      client.requestOffers(offers);
      Offer offer = offers.next();
      Heard heard = new Heard();
      assertThatThrownBy(() -> client.open(offer, OpenOptions.defaults().withUserData(new byte[]{99}), heard))
          .isInstanceOf(VmbusException.class).hasMessageContaining("refuses");
      assertThat(heard.closed).isEmpty();
      assertThat(client.memory().reservations()).isZero();
      client.open(offer, OpenOptions.defaults(), heard);
    }
  }

  @ParameterizedTest
  @EnumSource
  void closingTheClientIsAnOrderlyEnd(Kind kind) throws Exception {
    Echo echo = new Echo();
    Hosted hosted = new Hosted(1, echo);
    try (Transport transport = Transport.start(kind, hosted)) {
      VmbusClient client = transport.client();
      Offers offers = new Offers();
      client.requestOffers(offers);
      Heard heard = new Heard();
      client.open(offers.next(), OpenOptions.defaults(), heard);
      assertThat(client.connected()).isTrue();
      client.close();
      client.close();
      assertThat(client.connected()).isFalse();
      assertThat(take(heard.closed)).isInstanceOf(CloseReason.Local.class);
      assertThat(take(offers.disconnected)).isInstanceOf(CloseReason.Local.class);
      assertThat(take(echo.closed)).isEqualTo(new CloseReason.PeerClosed());
      assertThat(take(hosted.disconnected)).isInstanceOf(CloseReason.Disconnected.class);
    }
  }

  @ParameterizedTest
  @EnumSource
  void closingTheServerTellsEveryGuestAtOnce(Kind kind) throws Exception {
    Echo echo = new Echo();
    Hosted hosted = new Hosted(1, echo);
    Transport transport = Transport.start(kind, hosted);
    try (VmbusClient client = transport.client()) {
      Offers offers = new Offers();
      client.requestOffers(offers);
      Heard heard = new Heard();
      VmbusChannel channel = client.open(offers.next(), OpenOptions.defaults(), heard);
      long start = System.nanoTime();
      transport.close();
      assertThat(take(heard.closed)).isInstanceOf(CloseReason.Disconnected.class);
      assertThat(take(offers.disconnected)).isInstanceOf(CloseReason.Disconnected.class);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
      assertThat(client.connected()).isFalse();
      assertThatThrownBy(() -> channel.post(longs(1))).isInstanceOf(ChannelClosedException.class);
      assertThatThrownBy(() -> client.memory().share(org.paravane.linux.Memfd.create("x", 4096),
          client.memory().reserve(4096), 4096)).isInstanceOf(VmbusException.class);
      assertThat(take(echo.closed)).isInstanceOf(CloseReason.Disconnected.class);
      assertThat(take(hosted.disconnected)).isEqualTo(new CloseReason.Local("server closed"));
    }
  }
}
