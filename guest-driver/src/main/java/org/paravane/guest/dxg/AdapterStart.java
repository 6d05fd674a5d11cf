package org.paravane.guest.dxg;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.DxgLimits;
import org.paravane.abi.Errno;
import org.paravane.abi.Luid;
import org.paravane.abi.Result;
import org.paravane.abi.StructCodec;
import org.paravane.abi.wire.GetInternalAdapterInfoCommand;
import org.paravane.abi.wire.GetInternalAdapterInfoReply;
import org.paravane.abi.wire.Message;
import org.paravane.abi.wire.OpenAdapterCommand;
import org.paravane.abi.wire.OpenAdapterReply;
import org.paravane.abi.wire.VgpuOpenData;
import org.paravane.device.Device;
import org.paravane.guest.bus.VmbusDevice;
import org.paravane.guest.dxg.host.ChannelLink;
import org.paravane.guest.dxg.host.CommandPort;
import org.paravane.guest.dxg.host.GlobalChannel;
import org.paravane.guest.dxg.object.AdapterIdentity;
import org.paravane.guest.dxg.object.DxgAdapter;
import org.paravane.guest.dxg.object.DxgAdapter.HostInfo;
import org.paravane.vmbus.ChannelListener;
import org.paravane.vmbus.CloseReason;
import org.paravane.vmbus.InboundPacket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts an adapter: opens its channel, opens the adapter on the host, asks what it is (dxg-vmbus-protocol.md 4). */
final class AdapterStart {
  private static final int MAX_ENGINES = 64;

  /** Hears of the channel's end, also before the adapter exists. A host sends nothing else on a vGPU channel. */
  private static final class VgpuListener implements ChannelListener {
    private static final Logger LOG = LoggerFactory.getLogger(VgpuListener.class);

    private @Nullable DxgAdapter adapter;
    private @Nullable CloseReason closed;
    private boolean warned;

    @Override
    public synchronized void onPacket(InboundPacket packet) {
      if (!warned) {
        warned = true;
        LOG.warn("packet dropped on a vgpu channel: bytes={}", packet.payload().length);
      }
    }

    @Override
    public synchronized void onClosed(CloseReason reason) {
      closed = reason;
      if (adapter != null) {
        adapter.channelLost(reason);
      }
    }

    synchronized void serves(DxgAdapter started) {
      adapter = started;
      if (closed != null) {
        started.channelLost(closed);
      }
    }
  }

  private final Device device;
  private final VmbusDevice vmbus;
  private final GlobalChannel global;
  private final DxgOptions options;
  private final VgpuListener listener = new VgpuListener();

  AdapterStart(Device device, VmbusDevice vmbus, GlobalChannel global, DxgOptions options) {
    this.device = device;
    this.vmbus = vmbus;
    this.global = global;
    this.options = options;
  }

  /** The started adapter. What was done is declared to be undone at unbind; on failure the caller's probe fails and undoes it. */
  Result<DxgAdapter> start(AdapterIdentity identity) {
    return DxgDriver.open(vmbus, StructCodec.of(VgpuOpenData.class).encode(VgpuOpenData.current()), listener)
        .flatMap(channel -> {
          ChannelLink link = new ChannelLink(channel, options.callTimeout());
          device.onUnbind("vgpu channel", link::close);
          return describe(identity, CommandPort.vgpu(link, identity.hostVgpuLuid())).map(host -> {
            DxgAdapter adapter = new DxgAdapter(identity, CommandPort.vgpu(link, host.vgpuLuid()), global, host.info());
            device.onUnbind("adapter", adapter::detach);
            listener.serves(adapter);
            return adapter;
          });
        });
  }

  private record Described(HostInfo info, Luid vgpuLuid) {
  }

  private static Result<Described> describe(AdapterIdentity identity, CommandPort port) {
    OpenAdapterCommand open = new OpenAdapterCommand(DxgAdapter.driverHeader(Message.OPENADAPTER),
        DxgLimits.INTERFACE_VERSION, DxgLimits.LAST_COMPATIBLE_INTERFACE_VERSION, Luid.ZERO);
    return port.call(open, OpenAdapterReply.class)
        .flatMap(opened -> CommandPort.check(opened.status(), open)
            .flatMap(status -> port.call(
                new GetInternalAdapterInfoCommand(DxgAdapter.driverHeader(Message.GETINTERNALADAPTERINFO)),
                GetInternalAdapterInfoReply.class))
            .flatMap(info -> engines(port).map(engines -> described(identity, opened, info, engines))));
  }

  /** The LUID in the reply overrides that of the offer. */
  private static Described described(AdapterIdentity identity, OpenAdapterReply opened,
      GetInternalAdapterInfoReply info, List<String> engines) {
    Luid luid = info.hostVgpuLuid().equals(Luid.ZERO) ? identity.hostVgpuLuid() : info.hostVgpuLuid();
    return new Described(new HostInfo(opened.hostAdapterHandle(), info.hostAdapterLuid(),
        printable(info.deviceDescription().text()), printable(info.deviceInstanceId().text()), info.asyncMsgEnabled(),
        info.driverDdiVersion(), engines), luid);
  }

  /** The engine nodes by ordinal: as many as the host names. No answer is not the end of them. */
  private static Result<List<String>> engines(CommandPort port) {
    List<String> engines = new ArrayList<>();
    while (engines.size() < MAX_ENGINES) {
      switch (AdapterQuestions.engine(port, engines.size())) {
        case Result.Ok<String>(String name) -> engines.add(printable(name));
        case Result.Failed<String> failed -> {
          return failed.errno() == Errno.ETIMEDOUT ? failed.as() : Result.ok(engines);
        }
      }
    }
    return Result.ok(engines);
  }

  /** Text of the host as one line: it becomes the value of an attribute. */
  private static String printable(String text) {
    return text.replaceAll("\\p{Cntrl}", "?");
  }
}
