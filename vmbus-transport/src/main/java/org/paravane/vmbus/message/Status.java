package org.paravane.vmbus.message;

/** Status numbers in answers. Source: vmbus-channels.md section 2. */
public final class Status {
  public static final int SUCCESS = 0;
  public static final int UNSUCCESSFUL = 0x8000ffff;
  public static final int CONNECTION_REFUSED = 0xc0000236;

  private Status() {
  }
}
