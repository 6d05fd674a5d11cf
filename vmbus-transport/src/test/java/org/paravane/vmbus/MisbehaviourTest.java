package org.paravane.vmbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.paravane.vmbus.Transport.longAt;
import static org.paravane.vmbus.Transport.longs;
import static org.paravane.vmbus.Transport.payload;
import static org.paravane.vmbus.Transport.take;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.paravane.abi.Result;
import org.paravane.vmbus.Transport.Heard;
import org.paravane.vmbus.Transport.Hosted;
import org.paravane.vmbus.Transport.Kind;
import org.paravane.vmbus.Transport.Offers;
import org.paravane.vmbus.TransportTest.Echo;

/** Peers that break rules, and users who do: one channel ends, with a reason, and nothing else. */
@Timeout(20)
class MisbehaviourTest {
  private static final Duration SECONDS = Duration.ofSeconds(5);
  private static final int WRITE_INDEX = 0;

  private static MemorySegment rings(VmbusChannel channel) {
    return ((GuestChannel) channel).ring().region().segment();
  }

  @ParameterizedTest
  @EnumSource
  void aRingThatTheGuestCorruptsEndsThatChannelAlone(Kind kind) throws Exception {
    Echo echo = new Echo();
    try (Transport transport = Transport.start(kind, new Hosted(2, echo)); VmbusClient client = transport.client()) {
      Offers offers = new Offers();
      client.requestOffers(offers);
      Heard heard = new Heard();
      VmbusChannel bad = client.open(offers.next(), OpenOptions.defaults(), heard);
      VmbusChannel good = client.open(offers.next(), OpenOptions.defaults(), new Heard());
      // The index is no multiple of 8; the post makes the host look.
      rings(bad).set(ValueLayout.JAVA_INT, WRITE_INDEX, 12_345);
      ((GuestChannel) bad).knock();
      assertThat(take(echo.closed)).isInstanceOfSatisfying(CloseReason.Corrupt.class,
          reason -> assertThat(reason.detail()).contains("badIndex"));
      assertThat(take(heard.closed)).isInstanceOfSatisfying(CloseReason.Corrupt.class,
          reason -> assertThat(reason.detail()).contains("found by the peer"));
      assertThat(take(offers.rescinded)).isEqualTo(bad.id());
      client.release(bad.id());
      assertThat(longAt(good.call(longs(3), SECONDS), 0)).isEqualTo(3);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aRingThatTheHostCorruptsEndsThatChannelAloneAndItCanBeOpenedAgain(Kind kind) throws Exception {
    Echo echo = new Echo();
    try (Transport transport = Transport.start(kind, new Hosted(2, echo)); VmbusClient client = transport.client()) {
      Offers offers = new Offers();
      client.requestOffers(offers);
      Heard heard = new Heard();
      Offer offer = offers.next();
      VmbusChannel bad = client.open(offer, OpenOptions.defaults(), heard);
      VmbusChannel good = client.open(offers.next(), OpenOptions.defaults(), new Heard());
      MemorySegment memory = rings(bad);
      memory.set(ValueLayout.JAVA_INT, memory.byteSize() / 2 + WRITE_INDEX, 8);
      ((GuestChannel) bad).visit();
      assertThatThrownBy(() -> bad.call(longs(1), SECONDS)).isInstanceOf(ChannelClosedException.class);
      assertThat(take(heard.closed)).isInstanceOf(CloseReason.Corrupt.class);
      assertThat(take(echo.closed)).isInstanceOfSatisfying(CloseReason.Corrupt.class,
          reason -> assertThat(reason.detail()).contains("found by the peer"));
      assertThat(longAt(good.call(longs(3), SECONDS), 0)).isEqualTo(3);
      take(echo.channels);
      VmbusChannel again = reopen(client, offer);
      assertThat(longAt(again.call(longs(4), SECONDS), 0)).isEqualTo(4);
    }
  }

  /** The close of the broken one may still be under way. */
  private static VmbusChannel reopen(VmbusClient client, Offer offer) throws Exception {
    for (int i = 0;; i++) {
      try {
        return client.open(offer, OpenOptions.defaults(), new Heard());
      } catch (VmbusException e) {
        if (i == 100) {
          throw e;
        }
        Thread.sleep(20);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aHostThatDoesNotAnswerIsATimeoutAndItsLateAnswerIsDropped(Kind kind) throws Exception {
    BlockingQueue<Long> asked = new LinkedBlockingQueue<>();
    BlockingQueue<VmbusChannel> channels = new LinkedBlockingQueue<>();
    Hosted hosted = new Hosted(1, (channel, _) -> {
      channels.add(channel);
      return Result.ok(new ChannelListener() {
        @Override
        public void onPacket(InboundPacket packet) {
          asked.add(packet.transactionId());
        }

        @Override
        public void onClosed(CloseReason reason) {
        }
      });
    });
    try (Transport transport = Transport.start(kind, hosted); VmbusClient client = transport.client()) {
      Offers offers = new Offers();
      client.requestOffers(offers);
      VmbusChannel channel = client.open(offers.next(), OpenOptions.defaults(), new Heard());
      VmbusChannel host = take(channels);
      long start = System.nanoTime();
      assertThatThrownBy(() -> channel.call(longs(1), Duration.ofMillis(200)))
          .isInstanceOf(CallTimeoutException.class);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofMillis(200), Duration.ofSeconds(2));
      long late = take(asked);
      assertThat(late).isEqualTo(1);
      host.complete(late, longs(-1));
      host.complete(4711, longs(-2));
      Thread answering = Thread.ofPlatform().start(() -> {
        try {
          host.complete(take(asked), longs(42));
        } catch (VmbusException e) {
          throw new IllegalStateException(e);
        }
      });
      assertThat(longAt(channel.call(longs(2), SECONDS), 0)).isEqualTo(42);
      answering.join();
      assertThat(channel.isOpen()).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aPayloadThatCannotFitIsRefusedAtBothEnds(Kind kind) throws Exception {
    Echo echo = new Echo();
    try (Transport transport = Transport.start(kind, new Hosted(1, echo)); VmbusClient client = transport.client()) {
      Offers offers = new Offers();
      client.requestOffers(offers);
      VmbusChannel guest = client.open(offers.next(), OpenOptions.defaults().withRingBytes(4096), new Heard());
      VmbusChannel host = take(echo.channels);
      assertThatThrownBy(() -> guest.post(payload(4096, 0))).hasMessageContaining("does not fit");
      assertThatThrownBy(() -> guest.call(payload(4096, 0), SECONDS)).hasMessageContaining("does not fit");
      assertThatThrownBy(() -> host.post(payload(4096, 0))).hasMessageContaining("does not fit");
      assertThatThrownBy(() -> host.complete(1, payload(5000, 0))).hasMessageContaining("does not fit");
      assertThat(guest.call(payload(4056, 0), SECONDS)).hasSize(4056);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aServiceThatThrowsLosesItsChannelOnly(Kind kind) throws Exception {
    Hosted hosted = new Hosted(2, (channel, data) -> {
      if (data[0] == 1) {
        throw new IllegalStateException("service is broken");
      }
      return Result.ok(new ChannelListener() {
        @Override
        public void onPacket(InboundPacket packet) {
          if (longAt(packet.payload(), 0) == 13) {
            throw new IllegalStateException("unlucky");
          }
          try {
            channel.complete(packet.transactionId(), longs(1));
          } catch (VmbusException e) {
            throw new IllegalStateException(e);
          }
        }

        @Override
        public void onClosed(CloseReason reason) {
          throw new IllegalStateException("also broken");
        }
      });
    });
    try (Transport transport = Transport.start(kind, hosted); VmbusClient client = transport.client()) {
      Offers offers = new Offers();
      client.requestOffers(offers);
      Offer first = offers.next();
      assertThatThrownBy(() -> client.open(first, OpenOptions.defaults().withUserData(new byte[]{1}), new Heard()))
          .hasMessageContaining("refuses");
      Heard heard = new Heard();
      VmbusChannel bad = client.open(first, OpenOptions.defaults(), heard);
      VmbusChannel good = client.open(offers.next(), OpenOptions.defaults(), new Heard());
      assertThatThrownBy(() -> bad.call(longs(13), SECONDS)).isInstanceOf(ChannelClosedException.class);
      take(heard.closed);
      assertThat(longAt(good.call(longs(1), SECONDS), 0)).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aGuestListenerThatThrowsLosesItsChannelOnly(Kind kind) throws Exception {
    Echo echo = new Echo();
    try (Transport transport = Transport.start(kind, new Hosted(2, echo)); VmbusClient client = transport.client()) {
      Offers offers = new Offers();
      client.requestOffers(offers);
      BlockingQueue<CloseReason> closed = new LinkedBlockingQueue<>();
      client.open(offers.next(), OpenOptions.defaults(), new ChannelListener() {
        @Override
        public void onPacket(InboundPacket packet) {
          throw new IllegalStateException("listener is broken");
        }

        @Override
        public void onClosed(CloseReason reason) {
          closed.add(reason);
        }
      });
      VmbusChannel host = take(echo.channels);
      VmbusChannel good = client.open(offers.next(), OpenOptions.defaults(), new Heard());
      host.post(longs(1));
      assertThat(take(closed)).isInstanceOf(CloseReason.Local.class);
      take(echo.closed);
      assertThat(longAt(good.call(longs(1), SECONDS), 0)).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aGuestThatReadsNothingGetsBackPressureAndThenLosesTheChannel(Kind kind) throws Exception {
    Echo echo = new Echo();
    ServerOptions options = ServerOptions.defaults()
        .withLimits(TransportLimits.defaults().withQueues(1_024, 64 * 1024));
    try (Transport transport = Transport.start(kind, new Hosted(1, echo), options);
        VmbusClient client = transport.client()) {
      Offers offers = new Offers();
      client.requestOffers(offers);
      CountDownLatch blocked = new CountDownLatch(1);
      BlockingQueue<CloseReason> closed = new LinkedBlockingQueue<>();
      client.open(offers.next(), OpenOptions.defaults().withRingBytes(4096), new ChannelListener() {
        @Override
        public void onPacket(InboundPacket packet) {
          try {
            blocked.await(10, TimeUnit.SECONDS);
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        }

        @Override
        public void onClosed(CloseReason reason) {
          closed.add(reason);
        }
      });
      VmbusChannel host = take(echo.channels);
      int posted = 0;
      try {
        for (; posted < 10_000; posted++) {
          host.post(payload(1_000, posted));
        }
      } catch (RingFullException e) {
        assertThat(e).hasMessageContaining("does not read");
      }
      assertThat(posted).isBetween(60, 1_000);
      assertThat(host.isOpen()).isTrue();
      assertThatThrownBy(() -> {
        for (int i = 0; i < 10_000; i++) {
          host.complete(i, payload(1_000, 0));
        }
      }).isInstanceOf(VmbusException.class);
      assertThat(take(echo.closed)).isInstanceOf(CloseReason.LimitExceeded.class);
      blocked.countDown();
      assertThat(take(closed)).isInstanceOf(CloseReason.LimitExceeded.class);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aHostThatReadsNothingMakesASenderWaitAndThenFail(Kind kind) throws Exception {
    CountDownLatch blocked = new CountDownLatch(1);
    BlockingQueue<InboundPacket> got = new LinkedBlockingQueue<>();
    Hosted hosted = new Hosted(1, (_, _) -> Result.ok(new ChannelListener() {
      @Override
      public void onPacket(InboundPacket packet) {
        got.add(packet);
        try {
          blocked.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }

      @Override
      public void onClosed(CloseReason reason) {
      }
    }));
    try (Transport transport = Transport.start(kind, hosted); VmbusClient client = transport.client()) {
      Offers offers = new Offers();
      client.requestOffers(offers);
      VmbusChannel channel = client.open(offers.next(),
          OpenOptions.defaults().withRingBytes(4096).withSendTimeout(Duration.ofMillis(200)), new Heard());
      long[] posted = {0};
      assertThatThrownBy(() -> {
        for (; posted[0] < 10_000; posted[0]++) {
          channel.post(longs(posted[0], 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0));
        }
      }).isInstanceOf(RingFullException.class);
      assertThatThrownBy(() -> channel.call(longs(1), Duration.ofMillis(100))).isInstanceOf(VmbusException.class);
      assertThat(posted[0]).isBetween(20L, 300L);
      blocked.countDown();
      for (long i = 0; i < posted[0]; i++) {
        assertThat(longAt(take(got).payload(), 0)).isEqualTo(i);
      }
      channel.post(longs(99));
    }
  }

  @ParameterizedTest
  @EnumSource
  void aBlockedSenderWakesWhenTheHostReads(Kind kind) throws Exception {
    BlockingQueue<InboundPacket> got = new LinkedBlockingQueue<>();
    Hosted hosted = new Hosted(1, (_, _) -> Result.ok(new ChannelListener() {
      @Override
      public void onPacket(InboundPacket packet) {
        got.add(packet);
      }

      @Override
      public void onClosed(CloseReason reason) {
      }
    }));
    try (Transport transport = Transport.start(kind, hosted); VmbusClient client = transport.client()) {
      Offers offers = new Offers();
      client.requestOffers(offers);
      VmbusChannel channel = client.open(offers.next(), OpenOptions.defaults().withRingBytes(4096), new Heard());
      for (int i = 0; i < 3_000; i++) {
        channel.post(payload(1_000, i));
      }
      for (int i = 0; i < 3_000; i++) {
        assertThat(take(got).payload()[0]).isEqualTo((byte) i);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void listenersMayCloseWhatTheyListenTo(Kind kind) throws Exception {
    Echo echo = new Echo();
    Hosted hosted = new Hosted(1, echo);
    try (Transport transport = Transport.start(kind, hosted)) {
      VmbusClient client = transport.client();
      Offers offers = new Offers();
      client.requestOffers(offers);
      Offer offer = offers.next();
      BlockingQueue<CloseReason> closed = new LinkedBlockingQueue<>();
      VmbusChannel[] channel = new VmbusChannel[1];
      channel[0] = client.open(offer, OpenOptions.defaults(), new ChannelListener() {
        @Override
        public void onPacket(InboundPacket packet) {
          channel[0].close(new CloseReason.Local("enough"));
        }

        @Override
        public void onClosed(CloseReason reason) {
          closed.add(reason);
          client.close();
        }
      });
      take(echo.channels).post(longs(1));
      assertThat(take(closed)).isEqualTo(new CloseReason.Local("enough"));
      assertThat(take(offers.disconnected)).isInstanceOf(CloseReason.Local.class);
      assertThat(take(hosted.disconnected)).isInstanceOf(CloseReason.Disconnected.class);
    }
  }

  @ParameterizedTest
  @EnumSource
  void anOfferListenerMayOpenAndCall(Kind kind) throws Exception {
    Echo echo = new Echo();
    try (Transport transport = Transport.start(kind, new Hosted(5, echo)); VmbusClient client = transport.client()) {
      BlockingQueue<Long> answers = new LinkedBlockingQueue<>();
      client.requestOffers(new OfferListener() {
        @Override
        public void offered(Offer offer) {
          try {
            VmbusChannel channel = client.open(offer, OpenOptions.defaults(), new Heard());
            answers.add(longAt(channel.call(longs(offer.userData()[0]), SECONDS), 0));
          } catch (VmbusException e) {
            throw new IllegalStateException(e);
          }
        }

        @Override
        public void rescinded(ChannelId channelId) {
        }

        @Override
        public void disconnected(CloseReason reason) {
        }
      });
      for (long i = 1; i <= 5; i++) {
        assertThat(take(answers)).isEqualTo(i);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void theHostMayCallToo(Kind kind) throws Exception {
    Echo echo = new Echo();
    try (Transport transport = Transport.start(kind, new Hosted(1, echo)); VmbusClient client = transport.client()) {
      Offers offers = new Offers();
      client.requestOffers(offers);
      VmbusChannel[] guest = new VmbusChannel[1];
      guest[0] = client.open(offers.next(), OpenOptions.defaults(), new ChannelListener() {
        @Override
        public void onPacket(InboundPacket packet) {
          try {
            guest[0].complete(packet.transactionId(), MemorySegment.ofArray(packet.payload()));
          } catch (VmbusException e) {
            throw new IllegalStateException(e);
          }
        }

        @Override
        public void onClosed(CloseReason reason) {
        }
      });
      VmbusChannel host = take(echo.channels);
      assertThat(longAt(host.call(longs(8), SECONDS), 0)).isEqualTo(8);
      BlockingQueue<Object> result = new LinkedBlockingQueue<>();
      transport.hosted.connections.getFirst().execute(() -> {
        try {
          result.add(longAt(host.call(longs(9), SECONDS), 0));
        } catch (VmbusException e) {
          result.add(e);
        }
      });
      assertThat(take(result)).isEqualTo(9L);
    }
  }

  @ParameterizedTest
  @EnumSource
  void oneGuestTooManyIsTurnedAway(Kind kind) throws Exception {
    Hosted hosted = new Hosted(0, (_, _) -> Result.ok(new Heard()));
    try (Transport transport = Transport.start(kind, hosted, ServerOptions.defaults().withMaxConnections(1))) {
      VmbusClient first = transport.client();
      assertThatThrownBy(transport::client).isInstanceOf(VmbusException.class)
          .hasMessageContaining("turned away by the host: too many guests");
      assertThat(first.connected()).isTrue();
      first.close();
      take(hosted.disconnected);
      transport.client().close();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aConnectionHandlerThatThrowsRefusesTheGuest(Kind kind) throws Exception {
    ConnectionHandler broken = new ConnectionHandler() {
      @Override
      public void connected(HostConnection connection) {
        throw new IllegalStateException("handler is broken");
      }

      @Override
      public void disconnected(HostConnection connection, CloseReason reason) {
        throw new IllegalStateException("still broken");
      }
    };
    java.nio.file.Path socket = java.nio.file.Files.createTempDirectory("pv").resolve("s");
    try (VmbusServer server = kind == Kind.IN_PROCESS
        ? VmbusServer.inProcess(ServerOptions.defaults(), broken)
        : VmbusServer.listen(socket, ServerOptions.defaults(), broken)) {
      Connector connector = kind == Kind.IN_PROCESS ? server.connector() : Connector.local(socket);
      assertThatThrownBy(() -> VmbusClient.connect(connector, ClientOptions.defaults()))
          .isInstanceOf(VmbusException.class).hasMessageContaining("refuses");
    }
    java.nio.file.Files.delete(socket.getParent());
  }
}
