package org.paravane.guest.fake;

import org.paravane.abi.Handle;
import org.paravane.abi.wire.CommandChannelType;
import org.paravane.abi.wire.CreateDeviceCommand;
import org.paravane.abi.wire.HostToVmHeader;
import org.paravane.abi.wire.Message;
import org.paravane.abi.wire.SetGuestDataCommand;
import org.paravane.abi.wire.SignalGuestEventCommand;
import org.paravane.guest.dxg.DxgDriver;
import org.paravane.vmbus.Offer;

/** What a host tells by itself. */
public final class Notifications {
  private Notifications() {
  }

  /** Header of a notification. */
  public static HostToVmHeader header(Message message) {
    return new HostToVmHeader(0, Handle.NONE, CommandChannelType.HOST_TO_VM.value(), false, 0, message.number());
  }

  /** The event happened. */
  public static void signal(Fixture fixture, long event) {
    send(fixture, new SignalGuestEventCommand(header(Message.SIGNALGUESTEVENT), event, 0, false));
  }

  /** The state of some device changed; the cookie is that of the last device made. */
  public static void deviceStateChanged(Fixture fixture) {
    long cookie = fixture.host().last(Message.CREATEDEVICE, CreateDeviceCommand.class).errorCode();
    guestData(fixture, cookie, 1, 0);
  }

  /** Sets guest data. */
  public static void guestData(Fixture fixture, long cookie, long value, int type) {
    send(fixture, new SetGuestDataCommand(header(Message.SETGUESTDATA), cookie, value, false, type, 0));
  }

  /** Sends a notification over the global channel. */
  public static void send(Fixture fixture, Record notification) {
    raw(fixture, FakeHost.encode(notification));
  }

  /** Sends bytes over the global channel. */
  public static void raw(Fixture fixture, byte[] payload) {
    fixture.connection().notify(global(fixture), payload);
  }

  private static Offer global(Fixture fixture) {
    return fixture.connection().offers().stream()
        .filter(offer -> offer.interfaceId().equals(DxgDriver.GLOBAL_INTERFACE)).findFirst().orElseThrow();
  }
}
