package org.paravane.abi.wire;

/** What the three headers have in common. */
final class Headers {
  private Headers() {
  }

  /** The channel type of a message, which must go in that direction. */
  static int channelType(Message message, Direction direction) {
    if (message.direction() != direction) {
      throw new IllegalArgumentException("wrong header: message=" + message + ", direction=" + message.direction());
    }
    return direction.channelType().value();
  }
}
