package org.paravane.vmbus;

import java.nio.file.Path;

/** How a guest reaches a host. */
public sealed interface Connector {
  /** A host in another process of this machine, over its Unix domain socket. */
  static Connector local(Path socket) {
    return new Local(socket);
  }

  /** A host in this process. */
  static Connector inProcess(VmbusServer server) {
    return new InProcess(server);
  }

  /** See {@link #local}. */
  record Local(Path socket) implements Connector {
  }

  /** See {@link #inProcess}. */
  record InProcess(VmbusServer server) implements Connector {
  }
}
