package org.paravane.vmbus;

/** What the owner of a {@link VmbusServer} is told about guests. Called on the thread of the connection. */
public interface ConnectionHandler {
  /** A guest made contact and agreed on a version. Offers made in this call are the first that it sees. */
  void connected(HostConnection connection);

  /** The guest is gone; every channel has been closed and told so. Called once for each {@code connected}. Shared memory is unmapped after this call. */
  void disconnected(HostConnection connection, CloseReason reason);
}
