package org.paravane.guest;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.paravane.device.ClassOptions;
import org.paravane.device.DeviceClass;
import org.paravane.device.DeviceNode;
import org.paravane.device.DeviceRegistry;
import org.paravane.device.DeviceState;
import org.paravane.device.ProbeResult;
import org.paravane.guest.bus.ClientConnection;
import org.paravane.guest.bus.VmbusBus;
import org.paravane.guest.dxg.DxgDriver;
import org.paravane.guest.fuse.NodeServer;
import org.paravane.guest.fuse.NodeServerOptions;
import org.paravane.guest.fuse.mount.MountException;
import org.paravane.guest.node.LocalNodeAccess;
import org.paravane.guest.node.LocalNodes;
import org.paravane.runtime.NodeAccess;
import org.paravane.vmbus.ClientOptions;
import org.paravane.vmbus.Connector;
import org.paravane.vmbus.VmbusException;

/**
 * A whole guest in this process: a device registry, the VMBus with the dxg driver on it, and the nodes that come of a host's
 * offers. When the host dies its nodes go; when one comes back there are new ones.
 */
public final class GuestStack implements AutoCloseable {
  /** How long probes that were put off are waited for: a device whose host stays busy does not hold up the others. */
  private static final Duration PROBE_PATIENCE = Duration.ofSeconds(5);
  private static final long LOOK_NANOS = 5_000_000L;
  /** Major number of accel nodes, and how many there may be. Source: linux-accel.md. */
  private static final int ACCEL_MAJOR = 261;
  private static final int ACCEL_MINORS = 1_024;
  /** One attempt to connect takes only a part of the patience, so that a failure can be told. */
  private static final int ATTEMPTS = 2;

  private final DeviceRegistry registry;
  private final DeviceClass accel;
  private final LocalNodes nodes;
  private final VmbusBus bus;

  private GuestStack(VmbusBus.Dialer dialer, GuestOptions options) {
    this.registry = new DeviceRegistry(options.registry());
    this.accel = registry.addClass(ClassOptions.of("accel", ACCEL_MAJOR, ACCEL_MINORS));
    this.nodes = new LocalNodes(registry);
    this.bus = new VmbusBus(registry, dialer, options.reconnect());
    DeviceClass legacy = options.legacyNode() ? registry.addClass(DxgDriver.legacyClass()) : null;
    bus.bus().addDriver(new DxgDriver(accel, legacy, options.driver()));
    bus.start();
  }

  /**
   * Connects to the host of a socket and waits until all that it offers is probed.
   *
   * @throws VmbusException when no host was there in time; nothing stays behind
   */
  public static GuestStack connect(Path socket, GuestOptions options) throws VmbusException {
    return connect(Connector.local(socket), options);
  }

  /** As {@link #connect(Path, GuestOptions)}, for a host that is reached another way. */
  public static GuestStack connect(Connector connector, GuestOptions options) throws VmbusException {
    ClientOptions client = options.client();
    Duration attempt = shorter(client.connectTimeout(), options.patience().dividedBy(ATTEMPTS));
    ClientOptions hasty = client.withTimeouts(attempt, client.requestTimeout());
    return connect(() -> ClientConnection.connect(connector, hasty), options);
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  /** As {@link #connect(Path, GuestOptions)}, with connections that somebody else makes. */
  public static GuestStack connect(VmbusBus.Dialer dialer, GuestOptions options) throws VmbusException {
    GuestStack stack = start(dialer, options);
    try {
      if (stack.bus.awaitOffers(options.patience())) {
        stack.awaitDevices(PROBE_PATIENCE);
        return stack;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    boolean connected = stack.bus.isConnected();
    String why = stack.bus.lastFailure();
    stack.close();
    throw new VmbusException(connected
        ? "host does not complete its offers: patience=" + options.patience()
        : "no host is there: patience=" + options.patience() + ", why=" + why);
  }

  /** Begins to look for the host of a socket, and goes on until it is closed. Waits for nothing. */
  public static GuestStack start(Path socket, GuestOptions options) {
    Connector connector = Connector.local(socket);
    return start(() -> ClientConnection.connect(connector, options.client()), options);
  }

  /** Begins to look for a host, and goes on until it is closed. Waits for nothing. */
  public static GuestStack start(VmbusBus.Dialer dialer, GuestOptions options) {
    return new GuestStack(dialer, options);
  }

  /**
   * Waits until all that the host offers is probed, a probe that was put off also when it is repeated; false when the time was over first.
   */
  public boolean awaitDevices(Duration timeout) throws InterruptedException {
    long begin = System.nanoTime();
    if (!bus.awaitOffers(timeout)) {
      return false;
    }
    while (isProbing()) {
      if (System.nanoTime() - begin >= timeout.toNanos()) {
        return false;
      }
      TimeUnit.NANOSECONDS.sleep(LOOK_NANOS);
    }
    return true;
  }

  private boolean isProbing() {
    return bus.bus().devices().stream().anyMatch(device -> switch (device.state()) {
      case DeviceState.Deferred putOff -> true;
      case DeviceState.Probing probing -> true;
      case DeviceState.Unbound(Optional<ProbeResult> last) -> last.filter(ProbeResult.Deferred.class::isInstance)
          .isPresent();
      default -> false;
    });
  }

  /** Whether a host is there. */
  public boolean isConnected() {
    return bus.isConnected();
  }

  /** Devices, attributes and events. */
  public DeviceRegistry registry() {
    return registry;
  }

  /** The nodes, as a program of this process opens them. */
  public LocalNodes nodes() {
    return nodes;
  }

  /** The accelerators that there are now, by minor: {@code accel0}. */
  public List<String> accelerators() {
    return accel.nodes().stream().map(DeviceNode::name).toList();
  }

  /** A node for the client library; whether it exists is found out at its opening. */
  public NodeAccess node(String accelerator) {
    return new LocalNodeAccess(nodes, "accel/" + accelerator);
  }

  /** Makes the devices real files at a directory. Close the server before the stack. */
  public NodeServer serve(Path root, NodeServerOptions serverOptions) throws MountException {
    return NodeServer.mount(registry, root, serverOptions);
  }

  /** Removes all devices, then leaves the host. Files still open answer ENODEV. Idempotent. */
  @Override
  public void close() {
    bus.close();
    registry.close();
  }
}
