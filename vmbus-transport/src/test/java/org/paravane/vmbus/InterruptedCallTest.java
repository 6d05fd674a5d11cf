package org.paravane.vmbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.paravane.vmbus.Transport.longAt;
import static org.paravane.vmbus.Transport.longs;
import static org.paravane.vmbus.Transport.take;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.paravane.abi.Result;
import org.paravane.vmbus.Transport.Heard;
import org.paravane.vmbus.Transport.Hosted;
import org.paravane.vmbus.Transport.Kind;
import org.paravane.vmbus.Transport.Offers;

/** What is sent is waited for: the answer may name something that the call made. */
@Timeout(20)
class InterruptedCallTest {
  private static final Duration SECONDS = Duration.ofSeconds(10);

  @ParameterizedTest
  @EnumSource
  void anInterruptIsKeptUntilTheAnswerIsThere(Kind kind) throws Exception {
    BlockingQueue<VmbusChannel> channels = new LinkedBlockingQueue<>();
    BlockingQueue<Long> asked = new LinkedBlockingQueue<>();
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
      BlockingQueue<Object> ended = new LinkedBlockingQueue<>();
      Thread caller = Thread.ofPlatform().start(() -> {
        try {
          ended.add(longAt(channel.call(longs(1), SECONDS), 0));
          ended.add(Thread.currentThread().isInterrupted());
        } catch (VmbusException e) {
          ended.add(e);
        }
      });
      long transaction = take(asked);

      caller.interrupt();
      caller.join(100);

      assertThat(ended).isEmpty();
      host.complete(transaction, longs(42));
      assertThat(take(ended)).isEqualTo(42L);
      assertThat(take(ended)).isEqualTo(true);
      caller.join();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aThreadThatComesInterruptedStillGetsItsAnswer(Kind kind) throws Exception {
    try (Transport transport = Transport.start(kind, new Hosted(1, new TransportTest.Echo()));
        VmbusClient client = transport.client()) {
      Offers offers = new Offers();
      client.requestOffers(offers);
      VmbusChannel channel = client.open(offers.next(), OpenOptions.defaults(), new Heard());
      Thread.currentThread().interrupt();

      assertThat(longAt(channel.call(longs(7), SECONDS), 0)).isEqualTo(7);

      assertThat(Thread.interrupted()).isTrue();
    }
  }
}
