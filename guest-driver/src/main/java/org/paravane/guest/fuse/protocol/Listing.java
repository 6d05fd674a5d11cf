package org.paravane.guest.fuse.protocol;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import org.paravane.guest.fuse.DirectoryWriter;
import org.paravane.guest.fuse.Entry;

/** Names of a directory, written into an answer one after the other until it is full. */
public final class Listing implements DirectoryWriter {
  private final Answer answer;
  private final int sizeBytes;
  private final boolean withAttributes;
  private int used;

  /**
   * @param sizeBytes the most that the kernel takes
   * @param withAttributes READDIRPLUS
   */
  public Listing(Answer answer, int sizeBytes, boolean withAttributes) {
    this.answer = answer;
    this.sizeBytes = sizeBytes;
    this.withAttributes = withAttributes;
  }

  @Override
  public boolean withAttributes() {
    return withAttributes;
  }

  @Override
  public boolean add(String name, Entry entry, long nextOffset) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    int head = withAttributes ? Layout.ENTRY_BYTES : 0;
    int whole = head + Layout.DIRENT_NAME + bytes.length + 7 & ~7;
    if (whole > sizeBytes - used) {
      return false;
    }
    int at = Layout.OUT_HEADER + used;
    MemorySegment to = answer.buffer();
    to.asSlice(at, whole).fill((byte) 0);
    if (withAttributes) {
      answer.putEntry(at, entry);
    }
    int dirent = at + head;
    to.set(Layout.LONG, dirent + Layout.DIRENT_INODE, entry.attributes().inode());
    to.set(Layout.LONG, dirent + Layout.DIRENT_NEXT, nextOffset);
    to.set(Layout.INT, dirent + Layout.DIRENT_NAME_LENGTH, bytes.length);
    to.set(Layout.INT, dirent + Layout.DIRENT_TYPE, entry.attributes().directoryType());
    MemorySegment.copy(bytes, 0, to, ValueLayout.JAVA_BYTE, dirent + Layout.DIRENT_NAME, bytes.length);
    used += whole;
    return true;
  }

  /** How much was written. */
  public int used() {
    return used;
  }
}
