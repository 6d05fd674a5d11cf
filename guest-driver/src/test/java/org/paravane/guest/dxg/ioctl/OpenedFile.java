package org.paravane.guest.dxg.ioctl;

import org.paravane.linux.LinuxException;
import org.paravane.linux.Memfd;

/** A descriptor that is no eventfd. */
record OpenedFile(Memfd file) implements AutoCloseable {

  static OpenedFile create() {
    try {
      return new OpenedFile(Memfd.create("no-eventfd", 4096));
    } catch (LinuxException e) {
      throw new AssertionError(e);
    }
  }

  int number() {
    return file.fd().number();
  }

  @Override
  public void close() {
    file.close();
  }
}
