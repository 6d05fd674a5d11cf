package org.paravane.host;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.Errno;
import org.paravane.abi.Guid;
import org.paravane.abi.Result;
import org.paravane.host.object.HostAdapter;
import org.paravane.host.object.ObjectCounts;
import org.paravane.host.vsp.GuestVsp;
import org.paravane.host.vsp.VspCounters;
import org.paravane.vmbus.CloseReason;
import org.paravane.vmbus.ConnectionHandler;
import org.paravane.vmbus.ConnectionId;
import org.paravane.vmbus.Connector;
import org.paravane.vmbus.HostConnection;
import org.paravane.vmbus.OfferSpec;
import org.paravane.vmbus.VmbusException;
import org.paravane.vmbus.VmbusServer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running host: adapters, and the guests that use them. Thread-safe. */
public final class Host implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Host.class);

  private static final Duration AUDIT_INTERVAL = Duration.ofSeconds(1);

  private final HostOptions options;
  private final Engines.Chosen engines;
  private final SecureRandom random = new SecureRandom();
  private final Guid globalInstance;
  private final HostAdapters adapters;
  private final Map<ConnectionId, GuestVsp> guests = new ConcurrentHashMap<>();
  private final ApertureAudit audit;
  private @Nullable VmbusServer server;

  private Host(HostOptions options) {
    this.options = options;
    this.engines = switch (Engines.choose(options)) {
      case Result.Ok<Engines.Chosen>(Engines.Chosen chosen) -> chosen;
      case Result.Failed<Engines.Chosen>(Errno errno, String reason) ->
        throw new IllegalStateException("no engine: errno=" + errno + ", reason=" + reason);
    };
    this.globalInstance = new Guid(random.nextInt(), (short) random.nextInt(), (short) random.nextInt(),
        random.nextLong());
    this.adapters = new HostAdapters(engines.factory(), random);
    adapters.listen(new Offering());
    this.audit = ApertureAudit.start(guests::values, AUDIT_INTERVAL);
  }

  /**
   * Starts a host that listens on a Unix domain socket.
   *
   * @throws VmbusException when a live host has the socket, or it cannot be made
   */
  public static Host listen(Path socket, HostOptions options) throws VmbusException {
    Host host = new Host(options);
    try {
      host.addAdapters();
      host.server = VmbusServer.listen(socket, options.server(), host.new Guests());
      return host;
    } catch (VmbusException | RuntimeException e) {
      host.close();
      throw e;
    }
  }

  /** Starts a host for guests in this process, which reach it through {@link #connector}. */
  public static Host inProcess(HostOptions options) {
    Host host = new Host(options);
    host.addAdapters();
    host.server = VmbusServer.inProcess(options.server(), host.new Guests());
    return host;
  }

  private void addAdapters() {
    for (int i = 0; i < engines.devices(); i++) {
      if (adapters.add() instanceof Result.Failed<HostAdapter>(Errno errno, String reason)) {
        adapters.close();
        throw new IllegalStateException("adapter not made: errno=" + errno + ", reason=" + reason);
      }
    }
  }

  /** How a guest of this process reaches the host. */
  public Connector connector() {
    if (server == null) {
      throw new IllegalStateException("host has no server");
    }
    return server.connector();
  }

  public HostOptions options() {
    return options;
  }

  /** Its adapters, which can be added and removed. */
  public HostAdapters adapters() {
    return adapters;
  }

  /** The guests that are connected. */
  public List<GuestVsp> guests() {
    return List.copyOf(guests.values());
  }

  /** What all guests have. */
  public ObjectCounts counts() {
    return guests.values().stream().map(guest -> guest.partition().counts()).reduce(ObjectCounts.none(),
        ObjectCounts::plus);
  }

  /** What came from all guests that are connected. */
  public VspCounters.Figures figures() {
    return guests.values().stream().map(guest -> guest.counters().figures())
        .reduce(VspCounters.Figures.NONE, VspCounters.Figures::plus);
  }

  /** Disconnects all guests and closes all adapters. Closing again does nothing. */
  @Override
  public void close() {
    audit.close();
    if (server != null) {
      server.close();
    }
    adapters.close();
    engines.factory().close();
  }

  /** Adapters that come and go, as the guests see it. */
  private final class Offering implements HostAdapters.Listener {
    @Override
    public void added(HostAdapter adapter) {
      guests.values().forEach(guest -> guest.connection().execute(() -> guest.offer(adapter)));
    }

    @Override
    public void removed(HostAdapter adapter) {
      guests.values().forEach(guest -> guest.connection().execute(() -> guest.withdraw(adapter)));
    }
  }

  /** Guests that come and go. */
  private final class Guests implements ConnectionHandler {
    @Override
    public void connected(HostConnection connection) {
      GuestVsp guest = new GuestVsp(connection, options.policy(), random);
      if (guest.offerGlobal(globalInstance) instanceof Result.Failed<OfferSpec>(Errno errno, String reason)) {
        LOG.debug("global channel not offered: guest={}, errno={}, reason={}", connection.id(), errno, reason);
        connection.disconnect(new CloseReason.Local(reason));
        return;
      }
      adapters.withAll(all -> {
        guests.put(connection.id(), guest);
        all.forEach(guest::offer);
      });
      LOG.debug("guest connected: guest={}, peer={}", connection.id(), connection.peer());
    }

    @Override
    public void disconnected(HostConnection connection, CloseReason reason) {
      GuestVsp guest = guests.get(connection.id());
      if (guest != null) {
        guest.close();
        guests.remove(connection.id());
        LOG.debug("guest disconnected: guest={}, reason={}", connection.id(), reason);
      }
    }
  }
}
