package org.paravane.host.vsp;

import org.jspecify.annotations.Nullable;
import org.paravane.abi.DxgLimits;
import org.paravane.abi.Errno;
import org.paravane.abi.Luid;
import org.paravane.abi.Result;
import org.paravane.abi.StructCodec;
import org.paravane.abi.wire.CommandMessage;
import org.paravane.abi.wire.Direction;
import org.paravane.abi.wire.VgpuOpenData;
import org.paravane.vmbus.ChannelListener;
import org.paravane.vmbus.ChannelService;
import org.paravane.vmbus.CloseReason;
import org.paravane.vmbus.VmbusChannel;

/** The host's end of a guest's global channel: processes and notifications. When it closes, the guest's processes end. */
public final class GlobalVsp implements ChannelService {
  private final GuestSession guest;
  private final NotificationChannel notifications;
  private @Nullable VmbusChannel channel;

  GlobalVsp(GuestSession guest, NotificationChannel notifications) {
    this.guest = guest;
    this.notifications = notifications;
  }

  NotificationChannel notifications() {
    return notifications;
  }

  /** The channel, if it is open; else ENODEV. */
  Result<VmbusChannel> channel() {
    VmbusChannel open = channel;
    return open == null
        ? Result.failed(Errno.ENODEV, "global channel is not open: " + guest.partition())
        : Result.ok(open);
  }

  @Override
  public Result<ChannelListener> opened(VmbusChannel opened, byte[] openUserData) {
    if (StructCodec.of(VgpuOpenData.class).parse(openUserData) instanceof Result.Ok<VgpuOpenData>(VgpuOpenData data)
        && data.protocolVersion() == DxgLimits.INTERFACE_VERSION && data.extensions()) {
      guest.enableExtensions();
    }
    channel = opened;
    notifications.use(opened);
    CommandTable commands = new ProcessCommands(guest).register(new CommandTable(guest, null));
    return Result.ok(new CommandChannel(Direction.VM_TO_HOST, guest, opened, commands, new Owner()));
  }

  /** What the open channel means for the guest. */
  private final class Owner implements CommandChannel.Owner {
    @Override
    public boolean accepts(CommandMessage command) {
      return command.vgpuLuid().equals(Luid.ZERO);
    }

    @Override
    public void closed(CloseReason reason) {
      channel = null;
      notifications.use(null);
      guest.partition().processes().forEach(guest.partition()::destroy);
    }
  }
}
