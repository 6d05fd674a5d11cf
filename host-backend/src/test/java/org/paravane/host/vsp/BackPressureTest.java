package org.paravane.host.vsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.paravane.host.Results.ok;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.paravane.abi.Handle;
import org.paravane.abi.ioctl.SynchronizationObjectInfo2.CpuNotification;
import org.paravane.abi.ioctl.SynchronizationObjectType;
import org.paravane.abi.wire.CommandMessage;
import org.paravane.abi.wire.DestroyDeviceCommand;
import org.paravane.abi.wire.Message;
import org.paravane.vmbus.CloseReason;

/** A guest that does not read what it is sent loses its connection, and nobody else notices. */
class BackPressureTest {
  private final SteppedAdapter host = new SteppedAdapter(0);
  private final FakeGuest guest = FakeGuest.withProcess(1, host.adapter());
  private final FakeGuest other = FakeGuest.withProcess(2, host.adapter());

  @AfterEach
  void nothingIsLeft() {
    other.device();
    Baseline.deathOf(other, host);
    Baseline.afterDeathOf(guest, host);
    host.close();
  }

  @Test
  void unreadAnswersCloseTheChannel() {
    guest.vgpuChannel().fill();

    guest.vgpuChannel().send(
        ok(CommandMessage.encode(guest.luid(),
            new DestroyDeviceCommand(guest.header(Message.DESTROYDEVICE), Handle.NONE))),
        true);

    assertThat(guest.vgpuChannel().closeReason()).isInstanceOf(CloseReason.LimitExceeded.class);
    assertThat(guest.connection().isConnected()).isTrue();
  }

  @Test
  void unreadNotificationsEndTheConnection() {
    Handle device = guest.device();
    Handle notification = ok(guest.createSync(device, SynchronizationObjectType.CPU_NOTIFICATION, 0,
        new CpuNotification(5))).syncObject();
    guest.globalChannel().fill();

    ok(guest.status(guest.signal(0, device.value(), new Handle[]{notification}, new Handle[]{}, 0)));
    host.settle();

    assertThat(guest.connection().isConnected()).isFalse();
    assertThat(other.connection().isConnected()).isTrue();
  }
}
