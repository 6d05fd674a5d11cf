package org.paravane.runtime;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * An open device node, as the library sees it: requests and mappings, nothing else. In this process it is served by the
 * driver itself; a node in a file system is a file descriptor.
 */
public interface NodeAccess extends AutoCloseable {

  /**
   * What a request answers.
   *
   * @param value  0 or a positive status, or a negative errno
   * @param reason in words, where the way to the driver can carry them
   */
  record Answer(int value, @Nullable String reason) {
  }

  /** Memory that driver and program share; closing unmaps it. */
  interface Mapping extends AutoCloseable {
    MemorySegment segment();

    @Override
    void close();
  }

  /** Makes a request; the argument is native memory, read and written in place, and holds addresses of native memory. */
  Answer ioctl(int request, MemorySegment argument);

  /**
   * Maps a part of the node.
   *
   * @throws AcceleratorException when it cannot be mapped
   */
  Mapping map(long offset, long length);

  @Override
  void close();
}
