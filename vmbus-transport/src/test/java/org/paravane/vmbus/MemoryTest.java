package org.paravane.vmbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.paravane.vmbus.Transport.take;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.linux.Memfd;
import org.paravane.linux.Processes;
import org.paravane.linux.Seal;
import org.paravane.linux.SharedMapping;
import org.paravane.vmbus.Transport.Heard;
import org.paravane.vmbus.Transport.Hosted;
import org.paravane.vmbus.Transport.Kind;
import org.paravane.vmbus.Transport.Offers;

/** Regions and GPADLs, end to end. */
@Timeout(20)
class MemoryTest {
  private static final int PAGE = 4096;

  private static Hosted quiet() {
    return new Hosted(1, (_, _) -> Result.ok(new Heard()));
  }

  private static <T> T ok(Result<T> result) {
    return switch (result) {
      case Result.Ok<T>(T value) -> value;
      case Result.Failed<T> failed -> throw new AssertionError(failed.toString());
    };
  }

  private static Errno errno(Result<?> result) {
    return result instanceof Result.Failed<?>(Errno errno, String _) ? errno : Errno.EEXIST;
  }

  @ParameterizedTest
  @EnumSource
  void guestAndHostShareARegionThatEitherMayGrow(Kind kind) throws Exception {
    Hosted hosted = quiet();
    try (Transport transport = Transport.start(kind, hosted);
        VmbusClient client = transport.client();
        Memfd memfd = Memfd.create("aperture", PAGE);
        SharedMapping mine = memfd.map(1L << 24)) {
      HostConnection host = hosted.connections.getFirst();
      assertThat(host.peer().pid()).isEqualTo(Processes.pid());
      GuestMemory memory = client.memory();
      long gpa = memory.reserve(1L << 24);
      MemoryRegion region = memory.share(memfd, gpa, 1L << 24);
      assertThat(memfd.seals()).contains(Seal.SHRINK);
      mine.segment().set(ValueLayout.JAVA_LONG, 8, 77);
      assertThat(ok(host.memory().resolve(gpa + 8, 8)).get(ValueLayout.JAVA_LONG, 0)).isEqualTo(77);

      Region theirs = ok(host.memory().region(gpa));
      assertThat(ok(theirs.grow(64L * PAGE))).isEqualTo(64L * PAGE);
      theirs.segment().set(ValueLayout.JAVA_LONG, 63L * PAGE, 78);
      assertThat(mine.segment().get(ValueLayout.JAVA_LONG, 63L * PAGE)).isEqualTo(78);
      memfd.grow(128L * PAGE);
      mine.segment().set(ValueLayout.JAVA_LONG, 127L * PAGE, 79);
      assertThat(ok(host.memory().resolve(gpa + 127L * PAGE, 8)).get(ValueLayout.JAVA_LONG, 0)).isEqualTo(79);

      memory.withdraw(region);
      memory.withdraw(region);
      assertThat(errno(host.memory().resolve(gpa, 8))).isEqualTo(Errno.EFAULT);
      memory.unreserve(gpa);
      assertThatThrownBy(() -> memory.unreserve(gpa)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatTheHostRefusesIsSaidWithItsReason(Kind kind) throws Exception {
    ServerOptions options = ServerOptions.defaults()
        .withLimits(TransportLimits.defaults().withRegions(2, 16L * PAGE));
    try (Transport transport = Transport.start(kind, quiet(), options);
        VmbusClient client = transport.client();
        Memfd memfd = Memfd.create("x", PAGE);
        Memfd writeSealed = Memfd.create("y", PAGE)) {
      GuestMemory memory = client.memory();
      long gpa = memory.reserve(64L * PAGE);
      assertThatThrownBy(() -> memory.share(memfd, gpa, 17L * PAGE)).hasMessageContaining("too much address space");
      assertThatThrownBy(() -> memory.share(memfd, gpa + 64L * PAGE, PAGE)).hasMessageContaining("not reserved");
      assertThatThrownBy(() -> memory.share(memfd, gpa, 100)).hasMessageContaining("not whole pages");
      writeSealed.seal(Seal.SHRINK, Seal.WRITE);
      assertThatThrownBy(() -> memory.share(writeSealed, gpa, PAGE)).hasMessageContaining("seals");
      memory.share(memfd, gpa, PAGE);
      assertThatThrownBy(() -> memory.share(memfd, gpa, PAGE)).hasMessageContaining("overlaps");
      memory.share(memfd, gpa + PAGE, PAGE);
      assertThatThrownBy(() -> memory.share(memfd, gpa + 2 * PAGE, PAGE)).hasMessageContaining("too many regions");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aGpadlIsPagesThatTheHostCanResolve(Kind kind) throws Exception {
    Hosted hosted = quiet();
    try (Transport transport = Transport.start(kind, hosted);
        VmbusClient client = transport.client();
        Memfd memfd = Memfd.create("lent", 1_000L * PAGE)) {
      Offers offers = new Offers();
      client.requestOffers(offers);
      ChannelId channel = offers.next().channelId();
      long gpa = client.memory().reserve(1_000L * PAGE);
      client.memory().share(memfd, gpa, 1_000L * PAGE);
      HostConnection host = hosted.connections.getFirst();

      GpadlId whole = client.createGpadl(channel, new GpaRange(gpa, 1_000L * PAGE));
      GpadlId part = client.createGpadl(channel, new GpaRange(gpa + 100, 5_000));
      assertThat(ok(host.gpadl(channel, whole))).containsExactly(new GpaRange(gpa, 1_000L * PAGE));
      assertThat(ok(host.gpadl(channel, part))).containsExactly(new GpaRange(gpa + 100, 5_000));
      client.teardownGpadl(channel, whole);
      assertThat(errno(host.gpadl(channel, whole))).isEqualTo(Errno.EINVAL);
      assertThatThrownBy(() -> client.teardownGpadl(channel, whole)).isInstanceOf(VmbusException.class);
      assertThatThrownBy(() -> client.createGpadl(channel, new GpaRange(gpa, 1_001L * PAGE)))
          .hasMessageContaining("host refuses memory");
      assertThatThrownBy(() -> client.createGpadl(channel, new GpaRange(gpa, 10_000L * PAGE)))
          .hasMessageContaining("too many pages");
      assertThatThrownBy(() -> client.createGpadl(new ChannelId(77), new GpaRange(gpa, PAGE)))
          .hasMessageContaining("not offered");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aTeardownWaitsForTheHostsLastUse(Kind kind) throws Exception {
    Hosted hosted = quiet();
    try (Transport transport = Transport.start(kind, hosted);
        VmbusClient client = transport.client();
        Memfd memfd = Memfd.create("lent", PAGE)) {
      Offers offers = new Offers();
      client.requestOffers(offers);
      ChannelId channel = offers.next().channelId();
      long gpa = client.memory().reserve(PAGE);
      client.memory().share(memfd, gpa, PAGE);
      GpadlId gpadl = client.createGpadl(channel, new GpaRange(gpa, PAGE));
      HostConnection host = hosted.connections.getFirst();
      assertThat(ok(host.retainGpadl(channel, gpadl))).isEqualTo(List.of(new GpaRange(gpa, PAGE)));
      CountDownLatch tornDown = new CountDownLatch(1);
      Thread guest = Thread.ofPlatform().start(() -> {
        try {
          client.teardownGpadl(channel, gpadl);
          tornDown.countDown();
        } catch (VmbusException e) {
          throw new IllegalStateException(e);
        }
      });
      assertThat(tornDown.await(200, TimeUnit.MILLISECONDS)).isFalse();
      host.releaseGpadl(channel, gpadl);
      assertThat(tornDown.await(5, TimeUnit.SECONDS)).isTrue();
      guest.join();
    }
  }

  @ParameterizedTest
  @EnumSource
  void memoryStaysWithTheHostUntilItsDisconnectHandlerIsThrough(Kind kind) throws Exception {
    MemorySegment[] seen = new MemorySegment[1];
    boolean[] readable = new boolean[1];
    ConnectionHandler handler = new ConnectionHandler() {
      @Override
      public void connected(HostConnection connection) {
      }

      @Override
      public void disconnected(HostConnection connection, CloseReason reason) {
        readable[0] = seen[0].get(ValueLayout.JAVA_LONG, 0) == 5;
      }
    };
    try (VmbusServer server = kind == Kind.IN_PROCESS
        ? VmbusServer.inProcess(ServerOptions.defaults(), handler)
        : VmbusServer.listen(java.nio.file.Path.of("/tmp/pv-mem-" + Processes.pid()), ServerOptions.defaults(),
            handler);
        Memfd memfd = Memfd.create("x", PAGE)) {
      Connector connector = kind == Kind.IN_PROCESS
          ? server.connector()
          : Connector.local(java.nio.file.Path.of("/tmp/pv-mem-" + Processes.pid()));
      VmbusClient client = VmbusClient.connect(connector, ClientOptions.defaults());
      long gpa = client.memory().reserve(PAGE);
      client.memory().share(memfd, gpa, PAGE);
      HostConnection host = server.connections().getFirst();
      seen[0] = ok(host.memory().resolve(gpa, PAGE));
      seen[0].set(ValueLayout.JAVA_LONG, 0, 5);
      client.close();
      long deadline = System.nanoTime() + Duration.ofSeconds(5).toNanos();
      while (!server.connections().isEmpty() && System.nanoTime() < deadline) {
        Thread.sleep(5);
      }
      assertThat(readable[0]).isTrue();
      assertThat(host.isConnected()).isFalse();
      assertThatThrownBy(() -> seen[0].get(ValueLayout.JAVA_LONG, 0)).isInstanceOf(IllegalStateException.class);
      assertThat(errno(host.offer(OfferSpec.of(Transport.INTERFACE, Transport.INTERFACE, new byte[0]),
          (_, _) -> Result.ok(new Heard())))).isEqualTo(Errno.ENODEV);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aRescindEndsWaitingForMemory(Kind kind) throws Exception {
    Hosted hosted = quiet();
    try (Transport transport = Transport.start(kind, hosted);
        VmbusClient client = transport.client();
        Memfd memfd = Memfd.create("lent", PAGE)) {
      Offers offers = new Offers();
      client.requestOffers(offers);
      ChannelId channel = offers.next().channelId();
      long gpa = client.memory().reserve(PAGE);
      client.memory().share(memfd, gpa, PAGE);
      GpadlId gpadl = client.createGpadl(channel, new GpaRange(gpa, PAGE));
      HostConnection host = hosted.connections.getFirst();
      ok(host.retainGpadl(channel, gpadl));
      Thread guest = Thread.ofPlatform().start(() -> {
        try {
          client.teardownGpadl(channel, gpadl);
        } catch (VmbusException e) {
          throw new IllegalStateException(e);
        }
      });
      Thread.sleep(50);
      host.rescind(Transport.INTERFACE, Transport.instance(1));
      guest.join();
      take(offers.rescinded);
      client.teardownGpadl(channel, gpadl);
      host.releaseGpadl(channel, gpadl);
      client.release(channel);
      client.release(channel);
    }
  }
}
