package org.paravane.vmbus.channels;

import org.jspecify.annotations.Nullable;
import org.paravane.vmbus.CloseReason;
import org.paravane.vmbus.message.Negotiated;

/** State of a connection at the host. Source: vmbus-channels.md sections 3 and 6. */
public sealed interface ServerConnectionState {
  record Disconnected() implements ServerConnectionState {
  }

  /**
   * A version was found; the owner has yet to agree.
   *
   * @param replacement a contact that came meanwhile and will be answered instead
   */
  record Connecting(Negotiated negotiated, @Nullable Contact replacement) implements ServerConnectionState {
  }

  /**
   * In force.
   *
   * @param offersSent the guest has asked for offers, so new ones are sent at once
   * @param paused     the guest takes no messages now
   */
  record Connected(Negotiated negotiated, boolean offersSent, boolean paused) implements ServerConnectionState {
  }

  /** Everything is being released; then comes what is next. */
  record Disconnecting(Next next) implements ServerConnectionState {
  }

  /** The guest went too far; nothing is taken or sent any more. */
  record Failed(CloseReason reason) implements ServerConnectionState {
  }

  /** What follows when everything is released. */
  sealed interface Next {
    record Nothing() implements Next {
    }

    record CompleteUnload() implements Next {
    }

    record AnswerContact(Contact contact) implements Next {
    }
  }

  /** A contact in any of its layouts. */
  record Contact(int version, int featureFlags, long parentToChildMonitorPage, long childToParentMonitorPage) {
  }
}
