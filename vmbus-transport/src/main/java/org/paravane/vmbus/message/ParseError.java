package org.paravane.vmbus.message;

import org.jspecify.annotations.Nullable;

/** Why bytes are no acceptable message. */
public sealed interface ParseError {
  /** Longer than a control message may be. */
  record TooLong(int bytes) implements ParseError {
  }

  /** Too short for a header, type 0, or for the shortest layout of its type. */
  record TooShort(int type, int bytes, int required) implements ParseError {
  }

  record UnknownType(int type) implements ParseError {
  }

  /** A message that only the other end may send. */
  record WrongDirection(MessageLayout layout) implements ParseError {
  }

  /** Not part of the version and features in force; null before a version was agreed on. */
  record NotAllowed(MessageLayout layout, @Nullable Negotiated negotiated) implements ParseError {
  }
}
