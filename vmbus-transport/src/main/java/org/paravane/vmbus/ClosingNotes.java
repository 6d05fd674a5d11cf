package org.paravane.vmbus;

import org.paravane.vmbus.carrier.Frame.ClosingChannel;
import org.paravane.vmbus.carrier.Frame.ClosingChannel.Cause;

/** Between reasons and what the peer is told of them. */
final class ClosingNotes {
  private ClosingNotes() {
  }

  static ClosingChannel of(ChannelId channel, CloseReason reason) {
    return switch (reason) {
      case CloseReason.Corrupt(String detail) -> new ClosingChannel(channel.value(), Cause.CORRUPT, detail);
      case CloseReason.LimitExceeded(String detail) ->
        new ClosingChannel(channel.value(), Cause.LIMIT_EXCEEDED, detail);
      case CloseReason.Local(String detail) -> new ClosingChannel(channel.value(), Cause.OTHER, detail);
      case CloseReason.Disconnected(String detail) -> new ClosingChannel(channel.value(), Cause.OTHER, detail);
      case CloseReason.PeerClosed() -> new ClosingChannel(channel.value(), Cause.OTHER, "");
      case CloseReason.Rescinded() -> new ClosingChannel(channel.value(), Cause.OTHER, "");
    };
  }

  /** What a note of the peer means here; the usual reason where it says nothing special. */
  static CloseReason reason(ClosingChannel note, CloseReason usual) {
    return switch (note.cause()) {
      case CORRUPT -> new CloseReason.Corrupt("found by the peer: " + note.detail());
      case LIMIT_EXCEEDED -> new CloseReason.LimitExceeded("found by the peer: " + note.detail());
      case OTHER -> usual;
    };
  }
}
