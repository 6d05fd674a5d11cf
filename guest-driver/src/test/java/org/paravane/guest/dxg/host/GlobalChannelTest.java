package org.paravane.guest.dxg.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.paravane.abi.Handle;
import org.paravane.abi.wire.HostToVmHeader;
import org.paravane.abi.wire.Message;
import org.paravane.guest.bus.VmbusDevice;
import org.paravane.guest.dxg.DxgDriver;
import org.paravane.guest.dxg.object.DxgAdapter;
import org.paravane.guest.fake.FakeHost;
import org.paravane.guest.fake.Fixture;
import org.paravane.guest.fake.Notifications;

class GlobalChannelTest {
  private final Fixture fixture = Fixture.started();
  private final GlobalChannel global = fixture.bus().bus().devices().stream()
      .filter(device -> device.ids().contains(
          VmbusDevice.matchId(DxgDriver.GLOBAL_INTERFACE)))
      .findFirst().orElseThrow().driverData(GlobalChannel.class).orElseThrow();
  private final DxgAdapter adapter = fixture.accel().nodes().getFirst().device().driverData(DxgAdapter.class)
      .orElseThrow();

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void onlyADwordThatIsNotZeroUnderTheRightCookieCounts() {
    long cookie = adapter.stateCookie();
    Notifications.guestData(fixture, cookie, 0, 0);
    Notifications.guestData(fixture, cookie, 1L << 32, 0);
    Notifications.guestData(fixture, cookie, 1, 1);
    Notifications.guestData(fixture, cookie + 1, 1, 0);
    assertThat(adapter.stateChanges()).isZero();
    Notifications.guestData(fixture, cookie, 0x8000_0000L, 0);
    assertThat(adapter.stateChanges()).isEqualTo(1);
  }

  @Test
  void oddNotificationsAreDroppedAndCounted() {
    Notifications.raw(fixture, new byte[8]);
    Notifications.raw(fixture, FakeHost.encode(new HostToVmHeader(0, Handle.NONE, 2, false, 0, 99)));
    Notifications.send(fixture, Notifications.header(Message.PROPAGATEPRESENTHISTORYTOKEN));
    Notifications.send(fixture, Notifications.header(Message.SIGNALGUESTEVENT));
    Notifications.send(fixture, Notifications.header(Message.SETGUESTDATA));
    assertThat(global.oddities()).isEqualTo(5);
    Notifications.send(fixture, Notifications.header(Message.SENDWNFNOTIFICATION));
    Notifications.signal(fixture, 4711);
    assertThat(global.oddities()).isEqualTo(5);
  }

  @Test
  void randomNotificationsDoNoHarm() {
    long seed = System.nanoTime();
    System.out.println("GlobalChannelTest seed=" + seed);
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      byte[] payload = new byte[random.nextInt(8) * 8];
      random.nextBytes(payload);
      if (payload.length > 20 && random.nextBoolean()) {
        payload[16] = (byte) random.nextInt(6);
        payload[17] = 0;
        payload[18] = 0;
        payload[19] = 0;
      }
      Notifications.raw(fixture, payload);
    }
    assertThat(global.isUsable()).isTrue();
  }
}
