package org.paravane.guest.dxg.host;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.paravane.abi.Handle;
import org.paravane.abi.Result;
import org.paravane.abi.StructCodec;
import org.paravane.abi.wire.Direction;
import org.paravane.abi.wire.HostToVmHeader;
import org.paravane.abi.wire.Message;
import org.paravane.abi.wire.SetGuestDataCommand;
import org.paravane.abi.wire.SetGuestDataType;
import org.paravane.abi.wire.SetIoSpaceRegionCommand;
import org.paravane.abi.wire.SignalGuestEventCommand;
import org.paravane.abi.wire.VmToHostHeader;
import org.paravane.guest.bus.BusConnection;
import org.paravane.vmbus.ChannelId;
import org.paravane.vmbus.ChannelListener;
import org.paravane.vmbus.CloseReason;
import org.paravane.vmbus.InboundPacket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The global channel of a connection: commands of processes, the I/O window, and what the host tells by itself. State of its
 * device; there is one for each connection.
 */
public final class GlobalChannel implements ChannelListener {
  private static final Logger LOG = LoggerFactory.getLogger(GlobalChannel.class);
  private static final int MIN_NOTIFICATION_BYTES = StructCodec.of(HostToVmHeader.class).size();
  private static final int LOGGED_ODDITIES = 16;

  /** An adapter that depends on this channel. */
  public interface Dependent {
    /** The host changed the state of some device of this adapter. */
    void deviceStateChanged();

    /** The channel is gone: processes can no longer be made or ended. */
    void globalChannelLost(CloseReason reason);
  }

  private final BusConnection connection;
  private final ChannelId channelId;
  private final IoWindow window;
  private final PendingEvents events = new PendingEvents();
  private final Map<Long, Dependent> dependents = new ConcurrentHashMap<>();
  private final AtomicLong nextCookie = new AtomicLong(1);
  private final AtomicLong nextProcessId = new AtomicLong(1);
  private final AtomicLong oddities = new AtomicLong();
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile CommandPort port;
  private volatile Runnable beforeClose = () -> {
  };

  /** The state of a channel that is about to be opened; {@link #attach} follows. */
  public GlobalChannel(BusConnection connection, ChannelId channelId, IoWindow window) {
    this.connection = connection;
    this.channelId = channelId;
    this.window = window;
    this.port = CommandPort.global(ClosedLink.INSTANCE);
  }

  /** The channel is open: commands go over this link from now on. */
  public void attach(HostLink link) {
    port = CommandPort.global(link);
  }

  /** Announces the I/O window to the host. */
  public Result<Integer> announceWindow() {
    return port.status(new SetIoSpaceRegionCommand(VmToHostHeader.of(Message.SETIOSPACEREGION, Handle.NONE),
        window.gpa(), window.bytes(), 0));
  }

  /** Commands of processes. */
  public CommandPort port() {
    return port;
  }

  public BusConnection connection() {
    return connection;
  }

  /** Where GPADLs of lent memory are made. */
  public ChannelId channelId() {
    return channelId;
  }

  public IoWindow window() {
    return window;
  }

  /** What the host may signal. */
  public PendingEvents events() {
    return events;
  }

  /** A number for a process, not used before on this connection. */
  public long nextProcessId() {
    return nextProcessId.getAndIncrement();
  }

  /** Whether the channel can be used. */
  public boolean isUsable() {
    return !closed.get() && port.isOpen();
  }

  /** Adds an adapter; answers the cookie by which the host names its device states. It is told at once when it is too late. */
  public long add(Dependent dependent) {
    long cookie = nextCookie.getAndIncrement();
    dependents.put(cookie, dependent);
    if (closed.get()) {
      dependent.globalChannelLost(new CloseReason.Local("global channel is closed"));
    }
    return cookie;
  }

  /** The adapters of a kind, in the order in which they came. */
  public <D extends Dependent> List<D> dependents(Class<D> kind) {
    return dependents.entrySet().stream().sorted(Map.Entry.comparingByKey()).map(Map.Entry::getValue)
        .filter(kind::isInstance).map(kind::cast).toList();
  }

  /** Removes an adapter. */
  public void remove(long cookie) {
    dependents.remove(cookie);
  }

  /** What is to be done while the host can still be told, before the channel is closed from here. Must be idempotent. */
  public void beforeClose(Runnable last) {
    beforeClose = last;
  }

  /** Closes the channel and tells the adapters. Idempotent. */
  public void close() {
    beforeClose.run();
    port.close();
    end(new CloseReason.Local("driver is done with it"));
  }

  @Override
  public void onClosed(CloseReason reason) {
    end(reason);
  }

  private void end(CloseReason reason) {
    if (closed.compareAndSet(false, true)) {
      dependents.values().forEach(dependent -> dependent.globalChannelLost(reason));
    }
  }

  @Override
  public void onPacket(InboundPacket packet) {
    if (packet.payload().length < MIN_NOTIFICATION_BYTES) {
      odd("too short: bytes=" + packet.payload().length);
      return;
    }
    MemorySegment payload = MemorySegment.ofArray(packet.payload());
    int number = StructCodec.of(HostToVmHeader.class).read(payload, 0).commandType();
    switch (Message.of(Direction.HOST_TO_VM, number).orElse(null)) {
      case SIGNALGUESTEVENT, SIGNALGUESTEVENTPASSIVE -> signal(payload);
      case SETGUESTDATA -> guestData(payload);
      case SENDWNFNOTIFICATION -> {
      }
      case null, default -> odd("unexpected: number=" + number);
    }
  }

  private void signal(MemorySegment payload) {
    switch (StructCodec.of(SignalGuestEventCommand.class).parse(payload)) {
      case Result.Ok<SignalGuestEventCommand>(SignalGuestEventCommand command) -> events.signal(command.event());
      case Result.Failed<SignalGuestEventCommand> failed -> odd(failed.reason());
    }
  }

  private void guestData(MemorySegment payload) {
    switch (StructCodec.of(SetGuestDataCommand.class).parse(payload)) {
      case Result.Ok<SetGuestDataCommand>(SetGuestDataCommand command) -> {
        Dependent dependent = dependents.get(command.guestPointer());
        if (dependent != null && command.dataType() == SetGuestDataType.DWORD.value() && command.data32() != 0) {
          dependent.deviceStateChanged();
        }
      }
      case Result.Failed<SetGuestDataCommand> failed -> odd(failed.reason());
    }
  }

  /** A notification that no correct host sends is dropped; the first few are logged. */
  private void odd(String what) {
    if (oddities.incrementAndGet() <= LOGGED_ODDITIES) {
      LOG.warn("host notification dropped: channel={}, {}", channelId, what);
    }
  }

  /** Notifications that were dropped because no correct host sends them. */
  public long oddities() {
    return oddities.get();
  }
}
