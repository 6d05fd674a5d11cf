package org.paravane.host.engine.remote;

import java.lang.foreign.MemorySegment;
import org.paravane.linux.LinuxException;
import org.paravane.linux.Memfd;
import org.paravane.linux.OwnedFd;
import org.paravane.linux.Seal;
import org.paravane.linux.SharedMapping;

/** A program image in a sealed memory file, which is closed when the cache and every process have let go of it. Thread-safe. */
final class ImageFile {
  private final Memfd file;
  private final long bytes;
  private final boolean built;
  private int uses = 1;

  private ImageFile(Memfd file, long bytes, boolean built) {
    this.file = file;
    this.bytes = bytes;
    this.built = built;
  }

  /**
   * Keeps a copy of an image.
   *
   * @param built whether it has kernels
   */
  static ImageFile of(MemorySegment image, boolean built) throws LinuxException {
    Memfd file = Memfd.create("paravane program", image.byteSize());
    try (SharedMapping mapping = file.map(image.byteSize())) {
      mapping.segment().copyFrom(image);
    } catch (LinuxException e) {
      file.close();
      throw e;
    }
    file.seal(Seal.SHRINK, Seal.GROW, Seal.WRITE, Seal.SEAL);
    return new ImageFile(file, image.byteSize(), built);
  }

  OwnedFd file() {
    return file.fd();
  }

  long bytes() {
    return bytes;
  }

  boolean isBuilt() {
    return built;
  }

  /** One more user, who releases it. */
  synchronized ImageFile retain() {
    if (uses == 0) {
      throw new IllegalStateException("program image is closed");
    }
    uses++;
    return this;
  }

  synchronized void release() {
    if (--uses == 0) {
      file.close();
    }
  }
}
