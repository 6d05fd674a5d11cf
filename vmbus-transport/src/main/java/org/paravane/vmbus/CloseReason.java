package org.paravane.vmbus;

/** Why a channel or a connection ended. */
public sealed interface CloseReason {

  /** The peer closed the channel in an orderly way. */
  record PeerClosed() implements CloseReason {
  }

  /** The host took the offer back. */
  record Rescinded() implements CloseReason {
  }

  /** The connection below the channel is gone: the peer died, unloaded, or was disconnected. */
  record Disconnected(String detail) implements CloseReason {
  }

  /** A ring or a message held something that no correct peer writes; the detail says what and where, and who found it. */
  record Corrupt(String detail) implements CloseReason {
  }

  /** The peer went past a limit of this end; the detail names the limit. */
  record LimitExceeded(String detail) implements CloseReason {
  }

  /** This end closed it. */
  record Local(String detail) implements CloseReason {
  }
}
