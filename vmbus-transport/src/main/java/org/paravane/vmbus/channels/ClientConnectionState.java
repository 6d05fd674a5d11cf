package org.paravane.vmbus.channels;

import org.paravane.vmbus.CloseReason;
import org.paravane.vmbus.message.Negotiated;

/** State of a connection at the guest. Source: vmbus-channels.md section 3. */
public sealed interface ClientConnectionState {
  record Idle() implements ClientConnectionState {
  }

  /** A version was proposed. */
  record Contacting(Negotiated proposed) implements ClientConnectionState {
  }

  record Connected(Negotiated negotiated, boolean offersRequested) implements ClientConnectionState {
  }

  record Unloading(Negotiated negotiated) implements ClientConnectionState {
  }

  /** Nothing is taken or sent any more. */
  record Ended(CloseReason reason) implements ClientConnectionState {
  }
}
