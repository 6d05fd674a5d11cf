package org.paravane.vmbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.paravane.vmbus.Transport.longAt;
import static org.paravane.vmbus.Transport.longs;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.paravane.vmbus.Transport.Heard;
import org.paravane.vmbus.Transport.Hosted;
import org.paravane.vmbus.Transport.Kind;
import org.paravane.vmbus.Transport.Offers;
import org.paravane.vmbus.TransportTest.Echo;

/** What was opened is closed: descriptors, mappings, threads. */
@Timeout(60)
class LeakTest {
  private static final Duration SECONDS = Duration.ofSeconds(5);

  @ParameterizedTest
  @CsvSource({"IN_PROCESS,700", "LOCAL,300"})
  void aThousandConnectionsLeaveNothing(Kind kind, int cycles) throws Exception {
    try (Transport transport = Transport.start(kind, new Hosted(1, new Echo()))) {
      cycle(transport, 0);
      cycle(transport, 1);
      Leaks baseline = settled();
      for (int i = 0; i < cycles; i++) {
        cycle(transport, i);
      }
      baseline.awaitSame();
    }
  }

  /** Connects, talks, and ends in one of several ways. */
  private static void cycle(Transport transport, int number) throws Exception {
    try (VmbusClient client = transport.client()) {
      if (number % 5 == 4) {
        return;
      }
      Offers offers = new Offers();
      client.requestOffers(offers);
      VmbusChannel channel = client.open(offers.next(), OpenOptions.defaults().withRingBytes(8192), new Heard());
      assertThat(longAt(channel.call(longs(number), SECONDS), 0)).isEqualTo(number);
      switch (number % 5) {
        case 0 -> channel.close(new CloseReason.Local("done"));
        case 1 -> transport.server.connections().forEach(c -> c.disconnect(new CloseReason.Local("go away")));
        case 2 -> transport.server.connections()
            .forEach(c -> c.rescind(Transport.INTERFACE, Transport.instance(1)));
        default -> {
        }
      }
    }
  }

  private static Leaks settled() throws Exception {
    Leaks before = Leaks.now();
    for (int same = 0; same < 20; same++) {
      Thread.sleep(10);
      Leaks now = Leaks.now();
      if (!now.equals(before)) {
        same = 0;
      }
      before = now;
    }
    return before;
  }

  @ParameterizedTest
  @EnumSource
  void serversLeaveNothing(Kind kind) throws Exception {
    try (Transport transport = Transport.start(kind, new Hosted(1, new Echo()))) {
      cycle(transport, 3);
    }
    Leaks baseline = settled();
    for (int i = 0; i < 20; i++) {
      Transport transport = Transport.start(kind, new Hosted(1, new Echo()));
      cycle(transport, i);
      VmbusClient left = transport.client();
      transport.close();
      left.close();
    }
    baseline.awaitSame();
  }

  @Test
  void failedConnectionsLeaveNothing() throws Exception {
    Connector nowhere = Connector.local(java.nio.file.Path.of("/tmp/pv-nobody-is-here"));
    assertThatThrownBy(() -> VmbusClient.connect(nowhere, ClientOptions.defaults())).isInstanceOf(VmbusException.class);
    Leaks baseline = settled();
    for (int i = 0; i < 20; i++) {
      assertThatThrownBy(() -> VmbusClient.connect(nowhere, ClientOptions.defaults()))
          .isInstanceOf(VmbusException.class);
    }
    baseline.awaitSame();
  }
}
