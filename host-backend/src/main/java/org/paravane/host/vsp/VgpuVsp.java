package org.paravane.host.vsp;

import java.util.random.RandomGenerator;
import org.paravane.abi.Bytes;
import org.paravane.abi.DxgLimits;
import org.paravane.abi.Errno;
import org.paravane.abi.Handle;
import org.paravane.abi.Luid;
import org.paravane.abi.Result;
import org.paravane.abi.StructCodec;
import org.paravane.abi.wire.CommandMessage;
import org.paravane.abi.wire.Direction;
import org.paravane.abi.wire.VgpuOfferData;
import org.paravane.abi.wire.VgpuOpenData;
import org.paravane.host.engine.GpuDescription;
import org.paravane.host.object.AdapterShare;
import org.paravane.host.object.HostAdapter;
import org.paravane.vmbus.ChannelListener;
import org.paravane.vmbus.ChannelService;
import org.paravane.vmbus.CloseReason;
import org.paravane.vmbus.OfferSpec;
import org.paravane.vmbus.VmbusChannel;

/** The host's end of a vGPU channel: one adapter, as one guest sees it. */
public final class VgpuVsp implements ChannelService {
  private static final int RESERVED_BYTES = 96;

  private final GuestSession guest;
  private final GlobalVsp global;
  private final AdapterShare share;
  private final RandomGenerator random;

  VgpuVsp(GuestSession guest, GlobalVsp global, AdapterShare share, RandomGenerator random) {
    this.guest = guest;
    this.global = global;
    this.share = share;
    this.random = random;
  }

  /** How the adapter is offered. */
  public OfferSpec offer() {
    HostAdapter adapter = share.adapter();
    GpuDescription gpu = adapter.gpu().description();
    VgpuOfferData data = new VgpuOfferData(DxgLimits.INTERFACE_VERSION, true, 0, true, share.vgpuLuid(),
        gpu.pciVendor(),
        gpu.pciDevice(), Bytes.zero(RESERVED_BYTES));
    return OfferSpec.of(DxgInterfaces.VGPU, adapter.instanceId(), StructCodec.of(VgpuOfferData.class).encode(data));
  }

  @Override
  public Result<ChannelListener> opened(VmbusChannel channel, byte[] openUserData) {
    return StructCodec.of(VgpuOpenData.class).parse(openUserData).flatMap(data -> {
      if (data.protocolVersion() != DxgLimits.INTERFACE_VERSION) {
        return Result.failed(Errno.EPROTO,
            "protocol version not supported: " + guest.partition() + ", version=" + data.protocolVersion());
      }
      if (data.extensions()) {
        guest.enableExtensions();
      }
      return Result.ok(listener(channel));
    });
  }

  private ChannelListener listener(VmbusChannel channel) {
    Handle handle = new Handle(random.nextInt() | 1);
    AdapterCommands adapter = new AdapterCommands(guest, share, handle);
    CommandTable commands = adapter.register(new CommandTable(guest, share.adapter()));
    new DeviceCommands(guest, adapter).register(commands);
    new AllocationCommands().register(commands);
    new AddressCommands(adapter).register(commands);
    new ExistingMemoryCommands(guest, global::channel).register(commands);
    new SyncCommands(guest, global.notifications()).register(commands);
    new WorkCommands(guest).register(commands);
    return new CommandChannel(Direction.VGPU_TO_HOST, guest, channel, commands, new Owner(adapter, share.vgpuLuid()));
  }

  /** What the open channel means for the adapter. */
  private record Owner(AdapterCommands adapter, Luid vgpuLuid) implements CommandChannel.Owner {
    @Override
    public boolean accepts(CommandMessage command) {
      return command.vgpuLuid().equals(vgpuLuid);
    }

    @Override
    public void closed(CloseReason reason) {
      adapter.close();
    }
  }
}
