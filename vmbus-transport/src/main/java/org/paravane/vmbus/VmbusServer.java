package org.paravane.vmbus;

import java.nio.file.Path;
import java.util.List;

/** The host's end: accepts guests and gives each a connection with a thread of its own. */
@SuppressWarnings("DoNotCallSuggester")
public final class VmbusServer implements AutoCloseable {
  private VmbusServer() {
  }

  /**
   * Listens on a Unix domain socket, which only this user may connect to. The file of a dead server is replaced; close removes it.
   *
   * @throws VmbusException when a live server has the socket, or it cannot be made
   */
  public static VmbusServer listen(Path socket, ServerOptions options, ConnectionHandler handler)
      throws VmbusException {
    throw new UnsupportedOperationException("interim: " + socket + options + handler);
  }

  /** A server that only guests of this process reach, through {@link #connector()}. */
  public static VmbusServer inProcess(ServerOptions options, ConnectionHandler handler) {
    throw new UnsupportedOperationException("interim: " + options + handler);
  }

  /** How a guest of this process reaches this server. */
  public Connector connector() {
    return Connector.inProcess(this);
  }

  /** Guests that are connected now. */
  public List<HostConnection> connections() {
    throw new UnsupportedOperationException("interim");
  }

  /** Disconnects all guests, waits a bounded time for their handlers, and releases everything. Closing again does nothing. */
  @Override
  public void close() {
    throw new UnsupportedOperationException("interim");
  }
}
