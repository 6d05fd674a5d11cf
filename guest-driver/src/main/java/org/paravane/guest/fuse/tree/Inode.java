package org.paravane.guest.fuse.tree;

import org.jspecify.annotations.Nullable;
import org.paravane.device.tree.TreeEntry;

/** Something that the kernel was told of under a number. */
final class Inode {
  private final long id;
  private final TreeEntry entry;
  private final long parent;
  /** Lookups that are not forgotten; changes inside the table only. */
  long lookups;
  /** What is open of a device node; changes under the monitor of this inode. */
  @Nullable
  NodeOpen open;

  Inode(long id, TreeEntry entry, long parent) {
    this.id = id;
    this.entry = entry;
    this.parent = parent;
  }

  /** The number under which the kernel speaks of it. */
  long id() {
    return id;
  }

  TreeEntry entry() {
    return entry;
  }

  /** The inode number of the directory in which it was found. */
  long parent() {
    return parent;
  }
}
