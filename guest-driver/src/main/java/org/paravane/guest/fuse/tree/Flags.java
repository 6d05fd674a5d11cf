package org.paravane.guest.fuse.tree;

import org.paravane.device.io.OpenFlags;

/** The flags of open(2). Values: asm-generic/fcntl.h. */
final class Flags {
  private static final int ACCESS = 3;
  private static final int READ_ONLY = 0;
  private static final int WRITE_ONLY = 1;
  private static final int EXCLUSIVE = 0200;
  private static final int APPEND = 02000;
  private static final int NON_BLOCKING = 04000;

  private Flags() {
  }

  /** What is to be done with the file. */
  static OpenFlags access(int flags) {
    int access = flags & ACCESS;
    return new OpenFlags(access != WRITE_ONLY, access != READ_ONLY, (flags & NON_BLOCKING) != 0);
  }

  static boolean isExclusive(int flags) {
    return (flags & EXCLUSIVE) != 0;
  }

  static boolean appends(int flags) {
    return (flags & APPEND) != 0;
  }
}
