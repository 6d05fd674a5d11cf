package org.paravane.vmbus.channels;

import org.jspecify.annotations.Nullable;
import org.paravane.vmbus.ChannelId;

/** State of a channel at the host; it has an id exactly when the guest knows it. Source: vmbus-channels.md section 6. */
public sealed interface ServerChannelState {
  /** The device is there, the guest does not know. */
  record ClientReleased() implements ServerChannelState {
  }

  /** The client let go while the device was opening; the device has to answer and is closed then. */
  record OpeningClientRelease(OpenRequest request, ChannelId last) implements ServerChannelState {
  }

  /** The client let go while the device was open or closing; the device has to finish closing. */
  record ClosingClientRelease(OpenRequest request, ChannelId last) implements ServerChannelState {
  }

  /** States in which the guest knows the channel under an id. */
  sealed interface Known extends ServerChannelState {
    ChannelId id();
  }

  /** Offered. */
  record Closed(ChannelId id) implements Known {
  }

  /** The device was asked. */
  record Opening(ChannelId id, OpenRequest request) implements Known {
  }

  /** Running. */
  record Open(ChannelId id, OpenRequest request, Retarget retarget) implements Known {
  }

  /** The device was asked. */
  record Closing(ChannelId id, OpenRequest request) implements Known {
  }

  /** Opened again while closing. */
  record ClosingReopen(ChannelId id, OpenRequest request, OpenRequest next) implements Known {
  }

  /** The device is gone; waiting for the client's release. */
  record Revoked(ChannelId id) implements Known {
  }

  /** The device came back before the release; it will be offered again. */
  record Reoffered(ChannelId id) implements Known {
  }

  /** Change of the target processor. */
  sealed interface Retarget {
    record Idle() implements Retarget {
    }

    /**
     * The device was asked.
     *
     * @param nextVp asked for meanwhile (before version 5.3), the latest wins
     */
    record Pending(@Nullable Integer nextVp) implements Retarget {
    }
  }
}
