package org.paravane.device.io;

/** How a node is opened: the access mode and O_NONBLOCK. */
public record OpenFlags(boolean readable, boolean writable, boolean nonBlocking) {
  /** O_RDWR. */
  public static final OpenFlags READ_WRITE = new OpenFlags(true, true, false);
  /** O_RDONLY. */
  public static final OpenFlags READ_ONLY = new OpenFlags(true, false, false);
  /** O_WRONLY. */
  public static final OpenFlags WRITE_ONLY = new OpenFlags(false, true, false);

  /** The same access with O_NONBLOCK. */
  public OpenFlags withNonBlocking() {
    return new OpenFlags(readable, writable, true);
  }
}
