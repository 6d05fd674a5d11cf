package org.paravane.guest.fuse.mount;

/** How a file system gets mounted. */
public enum MountWay {
  /** By ourselves where we have the right, otherwise through the program. */
  AUTOMATIC,
  /** mount(2); needs CAP_SYS_ADMIN and access to /dev/fuse. */
  SYSTEM_CALL,
  /** The set-user-id program {@code fusermount3}, for ordinary users. */
  PROGRAM
}
