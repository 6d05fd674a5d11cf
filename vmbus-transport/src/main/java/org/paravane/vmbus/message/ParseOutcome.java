package org.paravane.vmbus.message;

/** What the parser made of some bytes. */
public sealed interface ParseOutcome {
  record Parsed(ControlMessage message) implements ParseOutcome {
  }

  record Refused(ParseError error) implements ParseOutcome {
  }
}
