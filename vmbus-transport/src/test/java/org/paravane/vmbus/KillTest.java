package org.paravane.vmbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.paravane.vmbus.Transport.longAt;
import static org.paravane.vmbus.Transport.longs;
import static org.paravane.vmbus.Transport.take;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.paravane.vmbus.Transport.Heard;
import org.paravane.vmbus.Transport.Hosted;
import org.paravane.vmbus.Transport.Kind;
import org.paravane.vmbus.Transport.Offers;
import org.paravane.vmbus.TransportTest.Echo;

/** Real processes that are killed in the middle of traffic. */
@Timeout(40)
class KillTest {
  private static final Duration SECONDS = Duration.ofSeconds(5);

  @TempDir
  Path directory;

  /** The other process: "guest SOCKET" calls and posts for ever, "host SOCKET" echoes. */
  public static final class Child {
    private Child() {
    }

    public static void main(String[] arguments) throws Exception {
      Path socket = Path.of(arguments[1]);
      if (arguments[0].equals("host")) {
        VmbusServer.listen(socket, ServerOptions.defaults(), new Hosted(2, new Echo()));
        System.out.println("listening");
        Thread.sleep(Duration.ofMinutes(5));
        return;
      }
      VmbusClient client = VmbusClient.connect(Connector.local(socket), ClientOptions.defaults());
      Offers offers = new Offers();
      client.requestOffers(offers);
      VmbusChannel first = client.open(offers.next(), OpenOptions.defaults(), new Heard());
      VmbusChannel second = client.open(offers.next(), OpenOptions.defaults(), new Heard());
      Thread.ofPlatform().daemon().start(() -> traffic(second));
      System.out.println("running");
      traffic(first);
    }

    private static void traffic(VmbusChannel channel) {
      try {
        for (long i = 0;; i++) {
          channel.call(longs(i, i), SECONDS);
          channel.post(longs(i));
        }
      } catch (VmbusException e) {
        System.exit(3);
      }
    }
  }

  @Test
  void aKilledGuestIsCleanedUpAndDisturbsNobody() throws Exception {
    Random random = new Random(42);
    Echo echo = new Echo();
    Hosted hosted = new Hosted(2, echo);
    try (Transport transport = Transport.start(Kind.LOCAL, hosted); VmbusClient good = transport.client()) {
      Offers offers = new Offers();
      good.requestOffers(offers);
      VmbusChannel bystander = good.open(offers.next(), OpenOptions.defaults(), new Heard());
      take(echo.channels);
      Leaks baseline = Leaks.now();
      for (int round = 0; round < 3; round++) {
        echo.closed.clear();
        try (ChildJvm guest = ChildJvm.start(Child.class, "guest", transport.socket.toString())) {
          assertThat(guest.line()).isEqualTo("running");
          assertThat(hosted.connections).extracting(connection -> (long) connection.peer().pid()).contains(guest.pid());
          Thread.sleep(random.nextInt(30));
          guest.kill();
          long killed = System.nanoTime();
          assertThat(take(hosted.disconnected)).isInstanceOf(CloseReason.Disconnected.class);
          assertThat(Duration.ofNanos(System.nanoTime() - killed)).isLessThan(Duration.ofSeconds(1));
          assertThat(take(echo.closed)).isInstanceOf(CloseReason.Disconnected.class);
          assertThat(take(echo.closed)).isInstanceOf(CloseReason.Disconnected.class);
        }
        for (int i = 0; i < 100; i++) {
          assertThat(longAt(bystander.call(longs(i), SECONDS), 0)).isEqualTo(i);
        }
      }
      baseline.awaitSame();
    }
  }

  @Test
  void aKilledHostFailsEveryCallAndTellsEveryListenerWithinASecond() throws Exception {
    Path socket = directory.resolve("s");
    try (ChildJvm host = ChildJvm.start(Child.class, "host", socket.toString())) {
      assertThat(host.line()).isEqualTo("listening");
      VmbusClient client = VmbusClient.connect(Connector.local(socket), ClientOptions.defaults());
      Offers offers = new Offers();
      client.requestOffers(offers);
      List<Heard> heard = List.of(new Heard(), new Heard());
      List<Thread> callers = new ArrayList<>();
      BlockingQueue<Object> ended = new LinkedBlockingQueue<>();
      for (Heard listener : heard) {
        VmbusChannel channel = client.open(offers.next(), OpenOptions.defaults(), listener);
        for (int caller = 0; caller < 2; caller++) {
          callers.add(Thread.ofPlatform().start(() -> callUntilItEnds(channel, ended)));
        }
      }
      Thread.sleep(100);
      host.kill();
      long killed = System.nanoTime();
      for (int i = 0; i < callers.size(); i++) {
        assertThat(take(ended)).isInstanceOfSatisfying(ChannelClosedException.class,
            e -> assertThat(e.reason()).isInstanceOf(CloseReason.Disconnected.class));
      }
      for (Heard listener : heard) {
        assertThat(take(listener.closed)).isInstanceOf(CloseReason.Disconnected.class);
      }
      assertThat(take(offers.disconnected)).isInstanceOf(CloseReason.Disconnected.class);
      assertThat(Duration.ofNanos(System.nanoTime() - killed)).isLessThan(Duration.ofSeconds(1));
      assertThat(client.connected()).isFalse();
      for (Thread caller : callers) {
        caller.join();
      }
      client.close();
      assertThatThrownBy(() -> VmbusClient.connect(Connector.local(socket), ClientOptions.defaults()))
          .isInstanceOf(VmbusException.class).hasMessageContaining("nobody listens");
    }
    comesBackUnderTheSameName(socket);
  }

  private static void callUntilItEnds(VmbusChannel channel, BlockingQueue<Object> ended) {
    try {
      for (long i = 0;; i++) {
        channel.call(longs(i), SECONDS);
      }
    } catch (VmbusException | RuntimeException e) {
      ended.add(e);
    }
  }

  /** The killed host has left its socket file. */
  private static void comesBackUnderTheSameName(Path socket) throws VmbusException, IOException {
    assertThat(socket).exists();
    try (VmbusServer _ = VmbusServer.listen(socket, ServerOptions.defaults(), new Hosted(1, new Echo()));
        VmbusClient client = VmbusClient.connect(Connector.local(socket), ClientOptions.defaults())) {
      Offers offers = new Offers();
      client.requestOffers(offers);
      VmbusChannel channel = client.open(offers.next(), OpenOptions.defaults(), new Heard());
      assertThat(longAt(channel.call(longs(1), SECONDS), 0)).isEqualTo(1);
    }
    assertThat(socket).doesNotExist();
  }
}
