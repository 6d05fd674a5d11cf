package org.paravane.host.vsp;

import org.paravane.host.object.Partition;
import org.paravane.vmbus.HostConnection;

/** What the channels of one guest have in common. For the connection's thread, except where it says otherwise. */
final class GuestSession {
  private final Partition partition;
  private final HostConnection connection;
  private final VspCounters counters;
  private volatile boolean extensions;
  private boolean handlingAsync;

  GuestSession(Partition partition, HostConnection connection, VspCounters counters) {
    this.partition = partition;
    this.connection = connection;
    this.counters = counters;
  }

  Partition partition() {
    return partition;
  }

  HostConnection connection() {
    return connection;
  }

  VspCounters counters() {
    return counters;
  }

  /** Whether the guest understands failures with a reason; from any thread. */
  boolean hasExtensions() {
    return extensions;
  }

  /** The guest said so when it opened a channel. */
  void enableExtensions() {
    extensions = true;
  }

  /** Whether nobody waits for the answer of the command that is being carried out. */
  boolean isHandlingAsync() {
    return handlingAsync;
  }

  void setHandlingAsync(boolean async) {
    handlingAsync = async;
  }
}
