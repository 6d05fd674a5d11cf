package org.paravane.vmbus.channels;

/** State of an offered channel at the guest. Source: vmbus-channels.md section 6. */
public sealed interface ClientChannelState {
  /** Can be opened. */
  record Offered() implements ClientChannelState {
  }

  record Opening(int openId) implements ClientChannelState {
  }

  record Opened() implements ClientChannelState {
  }

  /** Taken back by the host; waiting for the owner's release. */
  record Revoked() implements ClientChannelState {
  }
}
