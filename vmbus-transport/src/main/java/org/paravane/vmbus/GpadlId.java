package org.paravane.vmbus;

/** Handle that the guest chose for a list of pages which it lends to the host. Source: vmbus-channels.md section 5. */
public record GpadlId(int value) {
  @Override
  public String toString() {
    return "0x" + Integer.toHexString(value);
  }
}
