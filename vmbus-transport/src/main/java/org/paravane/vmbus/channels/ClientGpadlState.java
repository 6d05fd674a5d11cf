package org.paravane.vmbus.channels;

/** State of a GPADL at the guest. Source: vmbus-channels.md section 5. */
enum ClientGpadlState {
  /** Sent, not answered. */
  CREATING,
  /** The host has it. */
  CREATED,
  /** Asked back, not answered. */
  TEARING_DOWN
}
