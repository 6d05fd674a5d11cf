package org.paravane.vmbus.message;

import java.util.List;

/** Memory that the client lends to the server. Source: vmbus-channels.md sections 2 and 5. */
public sealed interface GpadlMessage extends ControlMessage {
  /** Most u64 values in a header message, range headers included. */
  int HEADER_VALUES = 27;
  /** Most u64 values in a body message. */
  int BODY_VALUES = 28;

  /**
   * Begins a GPADL.
   *
   * @param rangeBufferBytes of all values, in this message and in the bodies
   * @param values           range headers (low half bytes, high half offset) and page numbers; unaligned on the wire
   */
  record GpadlHeader(int channelId, int gpadlId, @Field(bytes = 2) int rangeBufferBytes,
      @Field(bytes = 2) int rangeCount, @Field(mostValues = HEADER_VALUES) List<Long> values) implements GpadlMessage {
    public GpadlHeader {
      values = List.copyOf(values);
    }
  }

  /** Continues a GPADL. The message number is Linux's; nobody reads it. */
  record GpadlBody(int messageNumber, int gpadlId,
      @Field(mostValues = BODY_VALUES) List<Long> values) implements GpadlMessage {
    public GpadlBody {
      values = List.copyOf(values);
    }
  }

  record GpadlCreated(int channelId, int gpadlId, int status) implements GpadlMessage {
  }

  record GpadlTeardown(int channelId, int gpadlId) implements GpadlMessage {
  }

  record GpadlTornDown(int gpadlId) implements GpadlMessage {
  }
}
