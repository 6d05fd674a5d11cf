package org.paravane.host.vsp;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.Handle;
import org.paravane.abi.StructCodec;
import org.paravane.abi.wire.HostToVmHeader;
import org.paravane.abi.wire.Message;
import org.paravane.abi.wire.SetGuestDataCommand;
import org.paravane.abi.wire.SetGuestDataType;
import org.paravane.abi.wire.SignalGuestEventCommand;
import org.paravane.host.object.GuestNotifier;
import org.paravane.vmbus.ChannelClosedException;
import org.paravane.vmbus.CloseReason;
import org.paravane.vmbus.HostConnection;
import org.paravane.vmbus.VmbusChannel;
import org.paravane.vmbus.VmbusException;

/**
 * Sends notifications over the global channel while it is open, from any thread. A guest that does not read them is
 * disconnected: one that is lost would leave a waiter asleep for ever.
 */
public final class NotificationChannel implements GuestNotifier {
  private final HostConnection connection;
  private final VspCounters counters;
  private volatile @Nullable VmbusChannel channel;

  public NotificationChannel(HostConnection connection, VspCounters counters) {
    this.connection = connection;
    this.counters = counters;
  }

  /** The global channel was opened, or with null closed. */
  void use(@Nullable VmbusChannel opened) {
    channel = opened;
  }

  @Override
  public void signalEvent(Handle process, long event) {
    post(new SignalGuestEventCommand(header(Message.SIGNALGUESTEVENT, process), event, 0, false));
  }

  @Override
  public void deviceStateChanged(Handle process, long cookie, int state) {
    if (cookie != 0) {
      post(new SetGuestDataCommand(header(Message.SETGUESTDATA, process), cookie, Integer.toUnsignedLong(state), false,
          SetGuestDataType.DWORD.value(), 0));
    }
  }

  private static HostToVmHeader header(Message message, Handle process) {
    HostToVmHeader header = HostToVmHeader.of(message);
    return new HostToVmHeader(header.commandId(), process, header.channelType(), header.asyncMsg(), header.reserved(),
        header.commandType());
  }

  private void post(Record notification) {
    VmbusChannel open = channel;
    if (open == null) {
      return;
    }
    try {
      open.post(MemorySegment.ofArray(StructCodec.ofValue(notification).encode(notification)));
      counters.notification();
    } catch (ChannelClosedException e) {
      // its listener is told, and ends what the guest has
    } catch (VmbusException e) {
      connection.disconnect(new CloseReason.LimitExceeded("guest does not read notifications: " + e.getMessage()));
    }
  }
}
