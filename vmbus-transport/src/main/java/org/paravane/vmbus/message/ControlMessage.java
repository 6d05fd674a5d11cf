package org.paravane.vmbus.message;

/**
 * A control message. The records of the sub-interfaces name the fields in the order of the wire: a u8 or u16 field is an int that
 * holds the unsigned value, a u32 field an int that holds the bits. Header and reserved bytes are not shown. Source:
 * vmbus-channels.md section 2.
 */
public sealed interface ControlMessage
    permits ConnectionMessage, OfferMessage, ChannelMessage, GpadlMessage, SocketMessage {
  /** Longest control message, header included. */
  int MAX_BYTES = 240;
  /** Type and padding. */
  int HEADER_BYTES = 8;

  /** Its row in the table. */
  default MessageLayout layout() {
    return MessageLayout.of(getClass());
  }

  /** The bytes on the wire, header included. */
  default byte[] encode() {
    return layout().encode(this);
  }
}
