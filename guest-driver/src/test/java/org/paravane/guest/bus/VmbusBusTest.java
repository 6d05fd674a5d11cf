package org.paravane.guest.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.paravane.abi.Errno;
import org.paravane.abi.Handle;
import org.paravane.abi.ioctl.CloseAdapter;
import org.paravane.abi.ioctl.DxgIoctl;
import org.paravane.device.Device;
import org.paravane.guest.fake.Client;
import org.paravane.guest.fake.FakeConnection;
import org.paravane.guest.fake.FakeHost;
import org.paravane.guest.fake.Fixture;
import org.paravane.vmbus.Offer;

@Timeout(30)
class VmbusBusTest {
  private final Fixture fixture = Fixture.bare();

  @AfterEach
  void close() {
    fixture.close();
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("condition in time").isLessThan(deadline);
      Thread.sleep(2);
    }
  }

  private static void populate(FakeConnection connection) {
    connection.add(connection.globalOffer());
    connection.add(connection.vgpuOffer(0));
    connection.add(connection.vgpuOffer(1));
  }

  @Test
  void offersBecomeDevicesNamedByTheirInstance() {
    populate(fixture.connection());
    fixture.start();
    assertThat(fixture.bus().bus().devices()).extracting(Device::name).contains(FakeHost.instanceOf(0).toString(),
        FakeHost.instanceOf(1).toString());
    assertThat(fixture.bus().isConnected()).isTrue();
  }

  @Test
  void aRescindRemovesTheDeviceAndReleasesItsChannelOnce() {
    fixture.load().start();
    FakeConnection connection = fixture.connection();
    Offer offer = connection.add(connection.vgpuOffer(0));
    connection.rescind(offer);
    assertThat(fixture.bus().bus().devices()).isEmpty();
    assertThat(connection.released()).containsExactly(offer.channelId());
    connection.rescind(connection.vgpuOffer(5));
    assertThat(connection.released()).hasSize(2);
  }

  @Test
  void offersWithTakenNamesAndSubChannelsAreIgnored() {
    fixture.start();
    FakeConnection connection = fixture.connection();
    Offer first = connection.add(connection.vgpuOffer(0));
    Offer twin = connection.add(connection.vgpuOffer(0));
    connection.add(new Offer(connection.vgpuOffer(1).channelId(), first.interfaceId(), FakeHost.instanceOf(1), 1, 0,
        new byte[120]));
    assertThat(fixture.bus().bus().devices()).hasSize(1);
    connection.rescind(twin);
    assertThat(fixture.bus().bus().devices()).hasSize(1);
    assertThat(connection.released()).containsExactly(twin.channelId());
  }

  @Test
  void theDeathOfTheHostRemovesAllDevicesAndCallsAnswerEnodev() throws Exception {
    populate(fixture.connection());
    fixture.load().start();
    try (Client client = Client.of(fixture)) {
      client.createDevice();
      fixture.connection().die();
      client.call(DxgIoctl.CLOSEADAPTER, new CloseAdapter(Handle.NONE)).failed(Errno.ENODEV);
      assertThat(fixture.nodes().list()).isEmpty();
      assertThat(fixture.bus().bus().devices()).isEmpty();
      await(() -> !fixture.bus().isConnected());
    }
  }

  @Test
  void aHostThatComesBackIsProbedAfresh() throws Exception {
    populate(fixture.connection());
    fixture.load().start();
    long before = fixture.bus().bus().devices().getFirst().id();
    fixture.connection().die();
    await(() -> fixture.bus().lastFailure().contains("nobody listens"));

    FakeConnection next = fixture.nextHost();
    populate(next);
    fixture.comeBack();
    await(() -> fixture.bus().connectionCount() == 2);
    fixture.awaitOffers();
    assertThat(fixture.nodes().list()).hasSize(2);
    assertThat(fixture.bus().bus().devices()).allSatisfy(device -> assertThat(device.id()).isGreaterThan(before));
    try (Client client = new Client(fixture.open(fixture.nodes().list().getFirst()), 0)) {
      client.createDevice();
    }
  }

  @Test
  void manyDeathsInARowLeakNothing() throws Exception {
    fixture.load();
    populate(fixture.connection());
    fixture.start();
    for (int i = 2; i <= 20; i++) {
      int count = i;
      FakeConnection old = fixture.connection();
      FakeConnection next = fixture.nextHost();
      populate(next);
      fixture.comeBack();
      try (Client client = new Client(fixture.open(fixture.nodes().list().getFirst()), 0)) {
        client.createFence(client.createDevice());
        old.die();
      }
      await(() -> fixture.bus().connectionCount() == count);
      fixture.awaitOffers();
      assertThat(old.memory().regionCount()).isZero();
      assertThat(old.openCount()).isZero();
    }
    assertThat(fixture.registry().census().openFiles()).isZero();
    assertThat(fixture.nodes().list()).hasSize(2);
  }

  @Test
  void closingTheBusSaysGoodbyeInOrder() {
    populate(fixture.connection());
    fixture.load().start();
    fixture.host().forget();
    fixture.bus().close();
    fixture.bus().close();
    assertThat(fixture.connection().openCount()).isZero();
    assertThat(fixture.connection().connected()).isFalse();
    assertThat(fixture.host().messages()).hasSize(2);
    assertThat(fixture.bus().bus().devices()).isEmpty();
  }

  @Test
  void waitingForOffersEndsWithTheBus() throws Exception {
    Fixture lonely = Fixture.bare();
    CountDownLatch ended = new CountDownLatch(1);
    Thread waiter = Thread.ofPlatform().start(() -> {
      try {
        if (!lonely.bus().awaitOffers(Duration.ofSeconds(20))) {
          ended.countDown();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    });
    lonely.close();
    assertThat(ended.await(5, TimeUnit.SECONDS)).isTrue();
    waiter.join();
  }

  @Test
  void pausesDoubleUpToTheLongest() {
    ReconnectPolicy policy = new ReconnectPolicy(Duration.ofMillis(10), Duration.ofMillis(35));
    assertThat(policy.after(policy.firstPause())).isEqualTo(Duration.ofMillis(20));
    assertThat(policy.after(Duration.ofMillis(20))).isEqualTo(Duration.ofMillis(35));
    assertThat(policy.after(Duration.ofMillis(35))).isEqualTo(Duration.ofMillis(35));
    assertThatThrownBy(() -> new ReconnectPolicy(Duration.ZERO, Duration.ofSeconds(1)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
