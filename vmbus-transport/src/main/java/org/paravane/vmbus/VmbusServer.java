package org.paravane.vmbus;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.linux.Memfd;
import org.paravane.vmbus.carrier.HostLink;
import org.paravane.vmbus.carrier.LinkAcceptor;
import org.paravane.vmbus.carrier.LinkListener;
import org.paravane.vmbus.carrier.LocalServer;
import org.paravane.vmbus.carrier.LocalServerSettings;
import org.paravane.vmbus.event.EventPages;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The host's end: accepts guests and gives each a connection with a thread of its own. */
public final class VmbusServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(VmbusServer.class);
  private static final long JOIN_MILLIS = 5_000;

  private final ServerOptions options;
  private final ConnectionHandler handler;
  private final AtomicLong ids = new AtomicLong();
  private final Map<ConnectionId, ServedConnection> connections = new ConcurrentHashMap<>();
  private final AtomicBoolean closed = new AtomicBoolean();
  private @Nullable LocalServer local;

  private VmbusServer(ServerOptions options, ConnectionHandler handler) {
    this.options = options;
    this.handler = handler;
  }

  /**
   * Listens on a Unix domain socket, which only this user may connect to. The file of a dead server is replaced; close removes it.
   *
   * @throws VmbusException when a live server has the socket, or it cannot be made
   */
  public static VmbusServer listen(Path socket, ServerOptions options, ConnectionHandler handler)
      throws VmbusException {
    VmbusServer server = new VmbusServer(options, handler);
    server.local = LocalServer.listen(socket.toAbsolutePath(),
        new LocalServerSettings(options.name(), 2 * options.maxConnections() + 16, options.handshakeTimeout(),
            options.limits().queuedMessages() + 2 * ChannelId.COUNT),
        server.acceptor());
    return server;
  }

  /** A server that only guests of this process reach, through {@link #connector()}. */
  public static VmbusServer inProcess(ServerOptions options, ConnectionHandler handler) {
    return new VmbusServer(options, handler);
  }

  /** How a guest of this process reaches this server. */
  public Connector connector() {
    return Connector.inProcess(this);
  }

  /** Guests that are connected now. */
  public List<HostConnection> connections() {
    return List.copyOf(connections.values());
  }

  LinkAcceptor acceptor() {
    return this::accept;
  }

  private Result<LinkListener> accept(HostLink link, Memfd eventPages) {
    if (closed.get() || connections.size() >= options.maxConnections()) {
      eventPages.close();
      return Result.failed(Errno.EBUSY,
          closed.get() ? "server is closed" : "too many guests: limit=" + options.maxConnections());
    }
    return EventPages.adopt(eventPages).map(events -> {
      ServedConnection connection = new ServedConnection(new ConnectionId(ids.incrementAndGet()), link, events, this,
          options);
      connections.put(connection.id(), connection);
      connection.start();
      if (closed.get()) {
        connection.disconnect(new CloseReason.Local("server closed"));
      }
      return connection.listener();
    });
  }

  ConnectionHandler handler() {
    return handler;
  }

  void forget(ServedConnection connection) {
    connections.remove(connection.id());
  }

  /** Disconnects all guests, waits a bounded time for their handlers, and releases everything. Closing again does nothing. */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    List<ServedConnection> open = List.copyOf(connections.values());
    open.forEach(connection -> connection.disconnect(new CloseReason.Local("server closed")));
    for (ServedConnection connection : open) {
      if (!connection.join(JOIN_MILLIS)) {
        LOG.warn("closed while a handler is running: connection={}", connection);
      }
    }
    LocalServer listening = local;
    if (listening != null) {
      listening.close();
    }
  }
}
