package org.paravane.guest.dxg.object;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.Errno;
import org.paravane.abi.Handle;
import org.paravane.abi.Luid;
import org.paravane.abi.Result;
import org.paravane.abi.wire.Message;
import org.paravane.abi.wire.VgpuToHostHeader;
import org.paravane.guest.bus.BusConnection;
import org.paravane.guest.dxg.host.CommandPort;
import org.paravane.guest.dxg.host.GlobalChannel;
import org.paravane.guest.dxg.host.PendingEvents;
import org.paravane.vmbus.CloseReason;

/** An adapter that has started: its channel, what the host told of it, and the processes that use it. State of its device. */
public final class DxgAdapter implements GlobalChannel.Dependent {
  private final AdapterIdentity identity;
  private final CommandPort port;
  private final GlobalChannel global;
  private final HostInfo host;
  private final long stateCookie;
  private final AtomicLong stateChanges = new AtomicLong();
  private final Set<DxgProcess> processes = ConcurrentHashMap.newKeySet();
  private final AdapterCounters counters = new AdapterCounters();
  /** Why the adapter cannot be used any more; null while it can. */
  private final AtomicReference<@Nullable String> lost = new AtomicReference<>();

  /** An adapter that is active from now on, unless its global channel went meanwhile. */
  public DxgAdapter(AdapterIdentity identity, CommandPort port, GlobalChannel global, HostInfo host) {
    this.identity = identity;
    this.port = port;
    this.global = global;
    this.host = host;
    this.stateCookie = global.add(this);
  }

  /**
   * What the host told when the adapter started.
   *
   * @param handle       names the adapter in commands
   * @param adapterLuid  the adapter on the host
   * @param description  for people
   * @param asyncEnabled submissions need not be answered
   */
  public record HostInfo(Handle handle, Luid adapterLuid, String description, String instanceId,
      boolean asyncEnabled, int ddiVersion, List<String> engines) {
    public HostInfo {
      engines = List.copyOf(engines);
    }
  }

  public AdapterIdentity identity() {
    return identity;
  }

  /** Commands of this adapter. */
  public CommandPort port() {
    return port;
  }

  public GlobalChannel global() {
    return global;
  }

  public BusConnection connection() {
    return global.connection();
  }

  public PendingEvents events() {
    return global.events();
  }

  public HostInfo host() {
    return host;
  }

  public AdapterCounters counters() {
    return counters;
  }

  /** Header of a command that the driver itself sends. */
  public static VgpuToHostHeader driverHeader(Message message) {
    return VgpuToHostHeader.of(message, Handle.NONE);
  }

  /** What the host sends back when the state of a device changes. */
  public long stateCookie() {
    return stateCookie;
  }

  /** How often the host said that the state of some device changed. */
  public long stateChanges() {
    return stateChanges.get();
  }

  @Override
  public void deviceStateChanged() {
    stateChanges.incrementAndGet();
  }

  @Override
  public void globalChannelLost(CloseReason reason) {
    lose("global channel is gone: reason=" + reason);
  }

  /** The adapter's channel is gone. */
  public void channelLost(CloseReason reason) {
    lose("channel is gone: reason=" + reason);
  }

  /** No call gets through any more; those that wait come back with ENODEV. Idempotent, the first reason stays. */
  public void lose(String reason) {
    lost.compareAndSet(null, reason);
    processes.forEach(this::abandonEvents);
  }

  /** ENODEV once the adapter is lost. */
  public Result<DxgAdapter> requireActive() {
    String reason = lost.get();
    return reason == null
        ? Result.ok(this)
        : Result.failed(Errno.ENODEV, "adapter is gone: adapter=" + identity.luid() + ", why=" + reason);
  }

  /** Whether calls get through. */
  public boolean isActive() {
    return lost.get() == null;
  }

  /** Forgets the adapter's registration with its global channel. */
  public void detach() {
    global.remove(stateCookie);
  }

  private void abandonEvents(DxgProcess process) {
    global.events().abandon(new ProcessAdapter(process, this));
  }

  /** A process uses the adapter from now on. Its events are abandoned at once when the adapter is lost already. */
  public void add(DxgProcess process) {
    processes.add(process);
    if (!isActive()) {
      abandonEvents(process);
    }
  }

  /** A process has ended, or does not use the adapter any more. */
  public void remove(DxgProcess process) {
    processes.remove(process);
  }

  /** The processes that use the adapter. */
  public List<DxgProcess> processes() {
    return List.copyOf(processes);
  }
}
