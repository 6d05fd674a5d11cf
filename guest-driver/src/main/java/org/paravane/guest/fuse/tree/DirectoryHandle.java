package org.paravane.guest.fuse.tree;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.device.tree.Directory;
import org.paravane.device.tree.TreeEntry;
import org.paravane.guest.fuse.DirectoryWriter;
import org.paravane.guest.fuse.Entry;

/**
 * An open directory: what was in it when the reading began. Offset 1 is after ".", 2 after "..", and so on, so that nothing
 * comes twice or is passed over, whatever changes meanwhile.
 */
final class DirectoryHandle {
  private static final int DOTS = 2;

  private final Inode inode;
  private final Directory directory;
  private final InodeTable inodes;
  private final Shown shown;
  private List<Map.Entry<String, TreeEntry>> snapshot = List.of();

  DirectoryHandle(Inode inode, Directory directory, InodeTable inodes, Shown shown) {
    this.inode = inode;
    this.directory = directory;
    this.inodes = inodes;
    this.shown = shown;
  }

  synchronized Result<Boolean> read(long offset, DirectoryWriter into) {
    if (offset < 0) {
      return Result.failed(Errno.EINVAL, "bad offset: offset=" + offset);
    }
    if (offset == 0) {
      snapshot = new ArrayList<>(directory.entries().entrySet());
    }
    for (long next = offset; next < DOTS + snapshot.size(); next++) {
      if (!add((int) next, into)) {
        break;
      }
    }
    return Result.ok(true);
  }

  private boolean add(int index, DirectoryWriter into) {
    return switch (index) {
      case 0 -> into.add(".", new Entry(0, shown.directory(directory.inode())), 1);
      case 1 -> into.add("..", new Entry(0, shown.directory(inode.parent())), DOTS);
      default -> add(snapshot.get(index - DOTS), index + 1, into);
    };
  }

  private boolean add(Map.Entry<String, TreeEntry> named, int nextOffset, DirectoryWriter into) {
    TreeEntry entry = named.getValue();
    if (!into.withAttributes()) {
      return into.add(named.getKey(), new Entry(0, shown.attributes(entry)), nextOffset);
    }
    long id = inodes.number(entry);
    boolean taken = into.add(named.getKey(), new Entry(id, shown.attributes(entry)), nextOffset);
    if (taken) {
      inodes.lookedUp(id, entry, inode, named.getKey());
    }
    return taken;
  }
}
