package org.paravane.guest.node;

/** The parts of a request code (asm-generic/ioctl.h): direction in bits 31..30, size in 29..16, type in 15..8, number in 7..0. */
final class IoctlNumber {
  private static final int WRITE = 1;
  private static final int READ = 2;

  private IoctlNumber() {
  }

  /** Bytes of the argument. */
  static int sizeBytes(int request) {
    return request >>> 16 & 0x3fff;
  }

  /** The caller reads the argument afterwards. */
  static boolean isRead(int request) {
    return (request >>> 30 & READ) != 0;
  }

  /** The caller wrote the argument before. */
  static boolean isWritten(int request) {
    return (request >>> 30 & WRITE) != 0;
  }
}
