package org.paravane.guest.fuse.tree;

import org.paravane.device.OpenFile;

/**
 * What is open of one inode of a device node. Who opens the inode again ({@code /proc/self/fd/N}) gets another handle of it,
 * because the kernel maps one file for all handles of an inode.
 */
final class NodeOpen {
  private final OpenFile file;
  private final int backing;
  /** Handles of it; changes under the monitor of the inode. */
  int handles = 1;

  NodeOpen(OpenFile file, int backing) {
    this.file = file;
    this.backing = backing;
  }

  OpenFile file() {
    return file;
  }

  /** The id of the file that the kernel maps, 0 if there is none. */
  int backing() {
    return backing;
  }
}
