package org.paravane.device.tree;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A directory. Its content is one immutable map that changes replace as a whole: a listing is one read, so it is never
 * torn and never shows an entry twice. A subtree is built first and then linked in one step.
 */
public final class Directory implements TreeEntry {
  private final long inode;
  private final Inodes inodes;
  private final @Nullable Supplier<SortedMap<String, TreeEntry>> live;
  private volatile SortedMap<String, TreeEntry> entries = Collections.emptySortedMap();
  /** It was taken out of the tree: nothing is found in it any more, whatever is still there. */
  private volatile boolean removed;

  /** An empty directory. */
  public Directory(Inodes inodes) {
    this(inodes, null);
  }

  private Directory(Inodes inodes, @Nullable Supplier<SortedMap<String, TreeEntry>> live) {
    this.inode = inodes.next();
    this.inodes = inodes;
    this.live = live;
  }

  /** A directory whose content is asked for at each look; nothing can be linked into it. */
  public static Directory live(Inodes inodes, Supplier<SortedMap<String, TreeEntry>> content) {
    return new Directory(inodes, content);
  }

  @Override
  public long inode() {
    return inode;
  }

  @Override
  public int mode() {
    return 0555;
  }

  /** The entries at this moment, by name; none when the directory was taken out of the tree. */
  public SortedMap<String, TreeEntry> entries() {
    if (removed) {
      return Collections.emptySortedMap();
    }
    return live != null ? live.get() : entries;
  }

  /** Puts an entry in; false if the name is taken. */
  public synchronized boolean link(String name, TreeEntry entry) {
    if (live != null) {
      throw new IllegalStateException("content of a live directory is computed: name=" + name);
    }
    if (entries.containsKey(name)) {
      return false;
    }
    SortedMap<String, TreeEntry> next = new TreeMap<>(entries);
    next.put(name, entry);
    entries = Collections.unmodifiableSortedMap(next);
    if (removed) {
      leave(entry);
    }
    return true;
  }

  /** Takes that very entry out; another one of the same name stays. */
  public synchronized void unlink(String name, TreeEntry entry) {
    if (entry.equals(entries.get(name))) {
      SortedMap<String, TreeEntry> next = new TreeMap<>(entries);
      next.remove(name);
      entries = Collections.unmodifiableSortedMap(next);
      leave(entry);
    }
  }

  private static void leave(TreeEntry entry) {
    if (entry instanceof Directory directory) {
      directory.markRemoved();
    }
  }

  /** Whoever still stands in the directory, or in one below, sees that it is gone. */
  private synchronized void markRemoved() {
    removed = true;
    entries.values().forEach(Directory::leave);
  }

  /** Takes out whatever has that name. */
  public synchronized void unlink(String name) {
    TreeEntry present = entries.get(name);
    if (present != null) {
      unlink(name, present);
    }
  }

  /** Puts an entry into the directory of that name, which is made when needed; false if a name is taken. */
  public synchronized boolean linkBelow(String directory, String name, TreeEntry entry) {
    TreeEntry present = entries.get(directory);
    if (present == null) {
      Directory made = new Directory(inodes);
      made.link(name, entry);
      return link(directory, made);
    }
    return present instanceof Directory below && below.link(name, entry);
  }

  /** Undoes {@link #linkBelow}: takes the entry out, and the directory too when that leaves it empty. */
  public synchronized void unlinkBelow(String directory, String name, TreeEntry entry) {
    if (entries.get(directory) instanceof Directory below) {
      below.unlink(name, entry);
      if (below.entries().isEmpty()) {
        unlink(directory, below);
      }
    }
  }

  /** The directory of that name, made when needed. IllegalStateException if the name belongs to something else. */
  public synchronized Directory below(String name) {
    TreeEntry present = entries.get(name);
    if (present == null) {
      Directory made = new Directory(inodes);
      link(name, made);
      return made;
    }
    if (present instanceof Directory directory) {
      return directory;
    }
    throw new IllegalStateException("not a directory: name=" + name);
  }
}
