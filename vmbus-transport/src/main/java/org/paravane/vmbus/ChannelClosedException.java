package org.paravane.vmbus;

import java.io.Serial;

/** The channel is closed, or was closed while the operation was under way. */
public final class ChannelClosedException extends VmbusException {
  @Serial
  private static final long serialVersionUID = 1L;

  private final transient CloseReason reason;

  public ChannelClosedException(CloseReason reason) {
    super("channel closed: reason=" + reason);
    this.reason = reason;
  }

  /** Why the channel closed. */
  public CloseReason reason() {
    return reason;
  }
}
