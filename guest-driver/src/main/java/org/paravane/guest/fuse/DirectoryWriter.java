package org.paravane.guest.fuse;

/** Where the names of a directory go, as many as there is room for. */
public interface DirectoryWriter {

  /** Whether entries are wanted with their attributes (READDIRPLUS). Then each one that is taken is a lookup of its node, but for "." and "..". */
  boolean withAttributes();

  /**
   * Adds a name.
   *
   * @param name   without slash
   * @param entry  what it leads to; only inode and type count when attributes are not wanted; node 0 for "." and ".."
   * @param nextOffset where a reading that goes on after this name begins
   * @return false if there is no room left: the entry was not taken
   */
  boolean add(String name, Entry entry, long nextOffset);
}
