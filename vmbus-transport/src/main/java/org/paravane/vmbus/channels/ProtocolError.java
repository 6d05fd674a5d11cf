package org.paravane.vmbus.channels;

import org.paravane.vmbus.message.MessageLayout;
import org.paravane.vmbus.message.ParseError;

/** Why a message of the peer was dropped or refused. */
public sealed interface ProtocolError {
  /** No acceptable message. */
  record Malformed(ParseError error) implements ProtocolError {
  }

  /** It names a channel that the peer does not have. */
  record UnknownChannel(MessageLayout message, int channelId) implements ProtocolError {
  }

  /** It does not fit the state of what it names. */
  record WrongState(MessageLayout message, String state) implements ProtocolError {
  }

  /** It names a GPADL that does not exist. */
  record UnknownGpadl(MessageLayout message, int gpadlId) implements ProtocolError {
  }

  /** It makes a GPADL under a handle that is taken. */
  record GpadlInUse(int gpadlId) implements ProtocolError {
  }

  /** The pages of a GPADL, or its use as a ring, make no sense. */
  record BadGpadl(int gpadlId, String detail) implements ProtocolError {
  }

  /** A duplicate or an impossible value. */
  record BadValue(MessageLayout message, String detail) implements ProtocolError {
  }

  /** A limit of this end. */
  record OverLimit(String limit, long value) implements ProtocolError {
  }
}
