package org.paravane.guest.dxg;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.paravane.abi.wire.Message;
import org.paravane.device.Device;
import org.paravane.device.DeviceState;
import org.paravane.guest.fake.FakeConnection;
import org.paravane.guest.fake.Fixture;
import org.paravane.vmbus.Offer;

/** A host that is too busy to answer while a device is probed. */
@Timeout(30)
class ProbeAgainTest {
  private final Fixture fixture = Fixture.askingAgainSoon();
  private final FakeConnection connection = fixture.connection();

  @AfterEach
  void close() {
    fixture.close();
  }

  private void await(Device device, DeviceState expected) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!device.state().equals(expected) && System.nanoTime() < deadline) {
      LockSupport.parkNanos(1_000_000);
    }
    assertThat(device.state()).isEqualTo(expected);
  }

  private Device device(Offer offer) {
    return fixture.bus().bus().device(offer.instanceId().toString()).orElseThrow();
  }

  /** A host that is too busy for some step of a probe is asked again until it answers. */
  @ParameterizedTest
  @EnumSource(names = {"SETIOSPACEREGION", "OPENADAPTER", "GETINTERNALADAPTERINFO", "QUERYADAPTERINFO"})
  void aProbeThatTheHostDoesNotAnswerInTimeIsRepeated(Message unanswered) {
    fixture.load().start();
    connection.host().silent(unanswered, 3);
    Offer global = connection.add(connection.globalOffer());
    Offer vgpu = connection.add(connection.vgpuOffer(0));

    await(device(global), new DeviceState.Bound("dxg"));
    await(device(vgpu), new DeviceState.Bound("dxg"));

    assertThat(connection.host().messages().stream().filter(unanswered::equals).count()).isGreaterThan(3);
    assertThat(fixture.nodes().list()).containsExactly("accel/accel0");
    assertThat(fixture.registry().census().deferred()).isZero();
    assertThat(connection.openCount()).isEqualTo(2);
  }

  @Test
  void aChannelThatIsNotOpenedInTimeIsOpenedLater() {
    fixture.load().start();
    connection.add(connection.globalOffer());
    connection.delayOpen(2);
    Offer vgpu = connection.add(connection.vgpuOffer(0));
    await(device(vgpu), new DeviceState.Bound("dxg"));
  }
}
