package org.paravane.vmbus.message;

/** Connection state numbers in version responses. Source: vmbus-channels.md section 2. */
public final class ConnectionState {
  public static final int OK = 0;
  public static final int LOW_RESOURCES = 1;
  public static final int UNKNOWN_FAILURE = 2;

  private ConnectionState() {
  }
}
