package org.paravane.guest.fuse.tree;

import org.jspecify.annotations.Nullable;
import org.paravane.device.tree.Directory;
import org.paravane.device.tree.TreeEntry;

/** Something that the kernel was told of under a number. */
final class Inode {
  private final long id;
  private final TreeEntry entry;
  private final Inode directory;
  private final String name;
  private final int depth;
  /** Lookups that are not forgotten; changes inside the table only. */
  long lookups;
  /** What is open of a device node; changes under the monitor of this inode. */
  @Nullable
  NodeOpen open;

  private Inode(long id, TreeEntry entry) {
    this.id = id;
    this.entry = entry;
    this.directory = this;
    this.name = "";
    this.depth = 0;
  }

  /** @param name under which it was found in that directory */
  Inode(long id, TreeEntry entry, Inode directory, String name) {
    this.id = id;
    this.entry = entry;
    this.directory = directory;
    this.name = name;
    this.depth = directory.depth + 1;
  }

  /** The root, which lies in itself. */
  static Inode root(long id, TreeEntry entry) {
    return new Inode(id, entry);
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
    return directory.entry.inode();
  }

  /** How many directories lie above. */
  int depth() {
    return depth;
  }

  /** Whether it is no longer found where it was. */
  boolean isNameless() {
    if (directory == this || !(directory.entry instanceof Directory names)) {
      return false;
    }
    TreeEntry present = names.entries().get(name);
    return present == null || present.inode() != entry.inode();
  }
}
