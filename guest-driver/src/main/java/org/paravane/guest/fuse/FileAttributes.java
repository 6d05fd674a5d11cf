package org.paravane.guest.fuse;

/**
 * What stat(2) shows.
 *
 * @param inode  shown as st_ino; need not be the node id
 * @param mode   type and permission bits (S_IFDIR and so on)
 * @param links  hard links
 * @param userId owner
 * @param groupId group
 * @param sizeBytes length
 * @param timeNanos of access, modification and change, since the epoch
 */
public record FileAttributes(long inode, int mode, int links, int userId, int groupId, long sizeBytes,
    long timeNanos) {
  public static final int DIRECTORY = 0040000;
  public static final int REGULAR = 0100000;
  public static final int SYMBOLIC_LINK = 0120000;
  public static final int FIFO = 0010000;
  public static final int TYPE = 0170000;

  /** The type as directory entries have it: bits 15..12 of the mode. */
  public int directoryType() {
    return mode >>> 12 & 0xf;
  }
}
