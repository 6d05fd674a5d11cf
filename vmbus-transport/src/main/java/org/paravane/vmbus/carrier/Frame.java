package org.paravane.vmbus.carrier;

import java.util.Arrays;
import java.util.HexFormat;

/** What travels over a link, in order: control messages, and what a hypervisor would do beside them. */
public sealed interface Frame {

  /** A VMBus control message, as it is on the wire. */
  @SuppressWarnings("ArrayRecordComponent")
  record Control(byte[] message) implements Frame {
    @Override
    public boolean equals(Object other) {
      return other instanceof Control(byte[] that) && Arrays.equals(message, that);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(message);
    }

    @Override
    public String toString() {
      return "Control[" + HexFormat.of().formatHex(message) + "]";
    }
  }

  /** Guest to host, first of all: the event pages are the descriptor that was sent before. */
  record EventPages() implements Frame {
  }

  /** Host to guest: it is not let in. */
  record TurnedAway(String reason) implements Frame {
  }

  /**
   * Guest to host: a memory region; its file is the descriptor that was sent before.
   *
   * @param sequence echoed by the answer
   */
  record ShareRegion(int sequence, long gpaBase, long reservedBytes) implements Frame {
  }

  /** Guest to host: takes a memory region back. */
  record WithdrawRegion(int sequence, long gpaBase) implements Frame {
  }

  /**
   * Host to guest: a region was mapped or taken out.
   *
   * @param errno 0 = done, else the errno number
   */
  record RegionAnswer(int sequence, int errno, String reason) implements Frame {
  }

  /** Either way: why the sender is about to close a channel. VMBus has no message for it; the close itself is a rescind or a close. */
  record ClosingChannel(int channelId, Cause cause, String detail) implements Frame {
    /** Kinds of reasons that the peer is told. */
    public enum Cause {
      CORRUPT, LIMIT_EXCEEDED, OTHER
    }
  }
}
