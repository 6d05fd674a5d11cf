package org.paravane.guest.fuse.tree;

import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.device.tree.NodeFile;
import org.paravane.device.tree.TreeEntry;
import org.paravane.guest.fuse.FileSystem;

/**
 * The inodes that the kernel knows, with the lookups that it has not forgotten. An entry of the tree has one number; a device
 * node gets a new one at each lookup, so that each open has an inode and thereby a mapping of its own.
 */
final class InodeTable {
  /** Numbers of device nodes begin here; those of entries are counted from 2 and stay far below. */
  private static final long FIRST_OF_NODES = 1L << 48;

  private final Map<Long, Inode> known = new ConcurrentHashMap<>();
  private final AtomicLong nextOfNodes = new AtomicLong(FIRST_OF_NODES);
  private final Inode root;

  InodeTable(TreeEntry rootEntry) {
    this.root = Inode.root(FileSystem.ROOT, rootEntry);
  }

  /** What the kernel means by a number. ENOENT if it was never told, or has forgotten. */
  Result<Inode> find(long id) {
    Inode inode = id == FileSystem.ROOT ? root : known.get(id);
    return inode == null ? Result.failed(Errno.ENOENT, "no such inode: id=" + id) : Result.ok(inode);
  }

  /** The number for an answer about an entry. */
  long number(TreeEntry entry) {
    return entry instanceof NodeFile ? nextOfNodes.getAndIncrement() : entry.inode();
  }

  /** One lookup more of an entry, under a number that {@link #number} gave. */
  void lookedUp(long id, TreeEntry entry, Inode directory, String name) {
    known.compute(id, (key, present) -> {
      Inode inode = present != null ? present : new Inode(id, entry, directory, name);
      inode.lookups++;
      return inode;
    });
  }

  /** So many lookups less; none left is the end of the inode. The root stays. */
  void forget(long id, long lookups) {
    known.computeIfPresent(id, (key, inode) -> {
      inode.lookups -= lookups;
      return inode.lookups > 0 ? inode : null;
    });
  }

  /** The inodes that are no longer found where they were. The deepest come first: the kernel keeps a directory for what is in it. */
  long[] nameless() {
    return known.values().stream().filter(Inode::isNameless).sorted(Comparator.comparingInt(Inode::depth).reversed())
        .mapToLong(Inode::id).toArray();
  }

  /** How many the kernel knows, the root included. */
  int size() {
    return known.size() + 1;
  }
}
