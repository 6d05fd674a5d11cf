package org.paravane.guest.dxg;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.DxgLimits;
import org.paravane.abi.Errno;
import org.paravane.abi.Guid;
import org.paravane.abi.Result;
import org.paravane.abi.StructCodec;
import org.paravane.abi.wire.CloseAdapterCommand;
import org.paravane.abi.wire.Message;
import org.paravane.abi.wire.VgpuOfferData;
import org.paravane.device.ClassOptions;
import org.paravane.device.Device;
import org.paravane.device.DeviceClass;
import org.paravane.device.DeviceNode;
import org.paravane.device.Driver;
import org.paravane.device.MatchId;
import org.paravane.device.NodeOptions;
import org.paravane.device.ProbeResult;
import org.paravane.guest.bus.BusConnection;
import org.paravane.guest.bus.VmbusDevice;
import org.paravane.guest.dxg.host.ChannelLink;
import org.paravane.guest.dxg.host.GlobalChannel;
import org.paravane.guest.dxg.host.IoWindow;
import org.paravane.guest.dxg.ioctl.IoctlDispatch;
import org.paravane.guest.dxg.object.AdapterIdentity;
import org.paravane.guest.dxg.object.DxgAdapter;
import org.paravane.guest.dxg.object.Sight;
import org.paravane.vmbus.CallTimeoutException;
import org.paravane.vmbus.ChannelListener;
import org.paravane.vmbus.Offer;
import org.paravane.vmbus.OpenOptions;
import org.paravane.vmbus.VmbusChannel;
import org.paravane.vmbus.VmbusException;

/**
 * The driver of virtual GPUs. It serves two kinds of devices: the global channel of a connection, and the vGPU channels that
 * need it. They may come in any order; a vGPU channel waits for its global channel by a deferred probe, and both wait
 * for a host that is too busy to answer. All state is the drvdata of the devices: a {@link GlobalChannel} or a {@link DxgAdapter}.
 */
public final class DxgDriver implements Driver {
  /** Interface of the global channel. */
  public static final Guid GLOBAL_INTERFACE = Guid.parse("dde9cbc0-5060-4436-9448-ea1254a5d177");
  /** Interface of vGPU channels. */
  public static final Guid VGPU_INTERFACE = Guid.parse("6e382d18-3336-4f4b-acc4-2b7703d4df4a");

  /** Name of the node that shows all adapters. */
  private static final String LEGACY_NODE = "dxg";

  private final DeviceClass accel;
  private final @Nullable DeviceClass legacy;
  private final DxgOptions options;
  private final IoctlDispatch dispatch = IoctlDispatch.standard();

  /** A driver whose nodes belong to a class. */
  public DxgDriver(DeviceClass accel, DxgOptions options) {
    this(accel, null, options);
  }

  /**
   * A driver whose nodes belong to a class.
   *
   * @param legacy where each connection gets one node more, which shows all its adapters to programs that know only
   *     {@code dev/dxg}; null for none
   */
  public DxgDriver(DeviceClass accel, @Nullable DeviceClass legacy, DxgOptions options) {
    this.accel = accel;
    this.legacy = legacy;
    this.options = options;
  }

  /** The class of {@link #LEGACY_NODE}, directly below {@code dev}. Its major number is one of those for local use. */
  public static ClassOptions legacyClass() {
    return new ClassOptions("dxg", "", "dxg", 240, 16, "dxg");
  }

  @Override
  public String name() {
    return "dxg";
  }

  @Override
  public List<MatchId> ids() {
    return List.of(VmbusDevice.matchId(GLOBAL_INTERFACE), VmbusDevice.matchId(VGPU_INTERFACE));
  }

  @Override
  public ProbeResult probe(Device device) {
    VmbusDevice vmbus = device.busData(VmbusDevice.class);
    return vmbus.offer().interfaceId().equals(GLOBAL_INTERFACE)
        ? probeGlobal(device, vmbus)
        : probeVgpu(device, vmbus);
  }

  private ProbeResult probeGlobal(Device device, VmbusDevice vmbus) {
    if (globalOf(device, vmbus.connection()).isPresent()) {
      return new ProbeResult.NotMine(Errno.ENODEV, "connection has a global channel already: device=" + device.name());
    }
    return answer(ioWindow(device, vmbus.connection()).flatMap(window -> {
      GlobalChannel global = new GlobalChannel(vmbus.connection(), vmbus.offer().channelId(), window);
      return open(vmbus, new byte[0], global).flatMap(channel -> {
        global.attach(new ChannelLink(channel, options.callTimeout()));
        device.onUnbind("global channel", global::close);
        DxgFiles files = new DxgFiles(new Sight.All(global), dispatch);
        global.beforeClose(files::endAll);
        device.setDriverData(global);
        return global.announceWindow().flatMap(announced -> registerLegacy(device, files));
      });
    }));
  }

  /** A host that is too busy to answer in time may answer later. */
  private static ProbeResult answer(Result<?> result) {
    return result instanceof Result.Failed<?> failed
        && (failed.errno() == Errno.ETIMEDOUT || failed.errno() == Errno.EAGAIN)
            ? new ProbeResult.Deferred(failed.reason())
            : ProbeResult.of(result);
  }

  private Result<Boolean> registerLegacy(Device device, DxgFiles files) {
    if (legacy == null) {
      return Result.ok(false);
    }
    NodeOptions node = NodeOptions.defaults().withMode(options.nodeMode()).withName(LEGACY_NODE);
    return legacy.register(device, node, files, List.of()).map(registered -> true);
  }

  private Result<IoWindow> ioWindow(Device device, BusConnection connection) {
    try {
      long bytes = options.apertureBytes() * options.apertures();
      long gpa = connection.reserve(bytes);
      device.onUnbind("i/o window", () -> connection.unreserve(gpa));
      return Result.ok(new IoWindow(gpa, options.apertureBytes(), options.apertures()));
    } catch (VmbusException e) {
      return Result.failed(Errno.ENOMEM, "no room for the i/o window: why=" + e.getMessage());
    }
  }

  static Result<VmbusChannel> open(VmbusDevice vmbus, byte[] userData, ChannelListener listener) {
    try {
      return Result.ok(vmbus.connection().open(vmbus.offer(),
          OpenOptions.defaults().withRingBytes(DxgLimits.RING_BYTES).withUserData(userData), listener));
    } catch (VmbusException e) {
      Errno connected = e instanceof CallTimeoutException ? Errno.ETIMEDOUT : Errno.EIO;
      return Result.failed(vmbus.connection().connected() ? connected : Errno.ENODEV,
          "channel cannot be opened: offer=" + vmbus.offer() + ", why=" + e.getMessage());
    }
  }

  /** The global channel of the same connection, if it is in service. */
  private static Optional<GlobalChannel> globalOf(Device device, BusConnection connection) {
    return device.bus().devices().stream()
        .filter(other -> other.driver().map(driver -> driver instanceof DxgDriver).orElse(false))
        .filter(other -> isGlobal(other) && other.busData(VmbusDevice.class).connection().equals(connection))
        .flatMap(other -> other.driverData(GlobalChannel.class).stream())
        .filter(GlobalChannel::isUsable).findFirst();
  }

  private static boolean isGlobal(Device device) {
    return device.busData(VmbusDevice.class).offer().interfaceId().equals(GLOBAL_INTERFACE);
  }

  private ProbeResult probeVgpu(Device device, VmbusDevice vmbus) {
    Optional<GlobalChannel> global = globalOf(device, vmbus.connection());
    if (global.isEmpty()) {
      return new ProbeResult.Deferred("global channel of the connection is not in service yet");
    }
    AdapterIdentity identity = identity(vmbus.offer());
    if (identity.protocolVersion() < DxgLimits.INTERFACE_VERSION) {
      return new ProbeResult.NotMine(Errno.ENODEV, "host speaks an old protocol: version=" + identity.protocolVersion()
          + ", need=" + DxgLimits.INTERFACE_VERSION);
    }
    return answer(new AdapterStart(device, vmbus, global.get(), options).start(identity)
        .flatMap(adapter -> register(device, adapter)));
  }

  private static AdapterIdentity identity(Offer offer) {
    VgpuOfferData data = StructCodec.of(VgpuOfferData.class).decode(offer.userData());
    return new AdapterIdentity(offer.instanceId(), offer.instanceId().luidPrefix(), data.hostVgpuLuid(),
        data.pciVendor(), data.pciDevice(), data.computeOnly(),
        Math.min(data.protocolVersion(), DxgLimits.INTERFACE_VERSION), data.mapGuestMemory(), data.extensions());
  }

  private Result<DeviceNode> register(Device device, DxgAdapter adapter) {
    device.setDriverData(adapter);
    NodeOptions node = NodeOptions.defaults().withMode(options.nodeMode())
        .withOwner(options.rights().userId(), options.rights().groupId()).withPolicy(options.policy())
        .withById(adapter.identity().instance().toString());
    return accel.register(device, node, new DxgFiles(new Sight.One(adapter), dispatch), AdapterAttributes.of(adapter));
  }

  /** The adapters of a global channel that goes lose their driver first, and wait for another one. */
  @Override
  public void remove(Device device) {
    if (isGlobal(device)) {
      device.driverData(GlobalChannel.class).ifPresent(global -> {
        global.close();
        leaveDependents(device);
      });
    } else {
      device.driverData(DxgAdapter.class).ifPresent(DxgDriver::stop);
    }
  }

  private void leaveDependents(Device device) {
    BusConnection connection = device.busData(VmbusDevice.class).connection();
    for (Device other : device.bus().devices()) {
      VmbusDevice vmbus = other.busData(VmbusDevice.class);
      if (!isGlobal(other) && vmbus.connection().equals(connection)
          && device.bus().unbind(other, this) instanceof Result.Ok) {
        device.bus().bind(other, this);
      }
    }
  }

  /** Processes end, then the host is told, as far as it can still be reached; the channel is closed by the release of the probe. */
  private static void stop(DxgAdapter adapter) {
    adapter.lose("driver is done with it");
    ProcessLifecycle lifecycle = new ProcessLifecycle(adapter.global());
    adapter.processes().forEach(process -> lifecycle.leave(process, adapter));
    if (adapter.port().isOpen()) {
      adapter.port().acknowledged(
          new CloseAdapterCommand(DxgAdapter.driverHeader(Message.CLOSEADAPTER), adapter.host().handle()));
    }
    adapter.detach();
  }
}
