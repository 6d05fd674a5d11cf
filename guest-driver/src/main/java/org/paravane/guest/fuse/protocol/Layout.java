package org.paravane.guest.fuse.protocol;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.ValueLayout;

/**
 * Where things lie. Every message begins with a header; the offsets of arguments count from the end of the request's header, those
 * of answers from the end of the answer's header. All structs are naturally aligned.
 *
 * <pre>
 * request   0 len  4 opcode  8 unique  16 nodeid  24 uid  28 gid  32 pid  36 extensions  40 argument …
 * answer    0 len  4 error   8 unique  16 result …
 * </pre>
 */
public final class Layout {
  /** The least room that the kernel accepts for a request, beside what it may write. */
  public static final int REQUEST_OVERHEAD = 4_096;
  /** The most that one WRITE or READ carries: the kernel's own 32 pages. */
  public static final int MOST_DATA = 128 * 1_024;
  public static final int REQUEST_ROOM = MOST_DATA + REQUEST_OVERHEAD;
  public static final int ANSWER_ROOM = MOST_DATA + REQUEST_OVERHEAD;

  static final ValueLayout.OfInt INT = JAVA_INT;
  static final ValueLayout.OfLong LONG = JAVA_LONG;
  static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT;

  static final int IN_LENGTH = 0;
  static final int IN_OPCODE = 4;
  static final int IN_UNIQUE = 8;
  static final int IN_NODE = 16;
  static final int IN_USER = 24;
  static final int IN_GROUP = 28;
  static final int IN_THREAD = 32;
  static final int IN_HEADER = 40;

  static final int OUT_LENGTH = 0;
  static final int OUT_ERROR = 4;
  static final int OUT_UNIQUE = 8;
  static final int OUT_HEADER = 16;

  // struct fuse_init_in, fuse_init_out
  static final int INIT_MAJOR = 0;
  static final int INIT_MINOR = 4;
  static final int INIT_READAHEAD = 8;
  static final int INIT_FLAGS = 12;
  static final int INIT_IN_FLAGS2 = 16;
  static final int INIT_BACKGROUND = 16;
  static final int INIT_CONGESTION = 18;
  static final int INIT_MAX_WRITE = 20;
  static final int INIT_TIME_GRANULARITY = 24;
  static final int INIT_OUT_FLAGS2 = 32;
  static final int INIT_STACK_DEPTH = 36;
  static final int INIT_OUT_BYTES = 64;

  // struct fuse_attr
  static final int ATTR_INODE = 0;
  static final int ATTR_SIZE = 8;
  static final int ATTR_BLOCKS = 16;
  static final int ATTR_ATIME = 24;
  static final int ATTR_MTIME = 32;
  static final int ATTR_CTIME = 40;
  static final int ATTR_ATIME_NANOS = 48;
  static final int ATTR_MTIME_NANOS = 52;
  static final int ATTR_CTIME_NANOS = 56;
  static final int ATTR_MODE = 60;
  static final int ATTR_LINKS = 64;
  static final int ATTR_USER = 68;
  static final int ATTR_GROUP = 72;
  static final int ATTR_BLOCK_SIZE = 80;
  static final int ATTR_BYTES = 88;

  // struct fuse_entry_out
  static final int ENTRY_NODE = 0;
  static final int ENTRY_ATTR = 40;
  static final int ENTRY_BYTES = ENTRY_ATTR + ATTR_BYTES;

  // struct fuse_attr_out
  static final int ATTR_OUT_ATTR = 16;
  static final int ATTR_OUT_BYTES = ATTR_OUT_ATTR + ATTR_BYTES;

  // struct fuse_setattr_in
  static final int SETATTR_VALID = 0;
  static final int SETATTR_SIZE = 16;

  // struct fuse_open_in, fuse_open_out
  static final int OPEN_FLAGS = 0;
  static final int OPEN_OUT_HANDLE = 0;
  static final int OPEN_OUT_FLAGS = 8;
  static final int OPEN_OUT_BACKING = 12;
  static final int OPEN_OUT_BYTES = 16;

  // struct fuse_read_in, fuse_write_in, fuse_release_in: the handle comes first in all of them
  static final int HANDLE = 0;
  static final int READ_OFFSET = 8;
  static final int READ_SIZE = 16;
  static final int READ_FLAGS = 32;
  static final int WRITE_DATA = 40;

  // struct fuse_dirent, at the end of fuse_direntplus too
  static final int DIRENT_INODE = 0;
  static final int DIRENT_NEXT = 8;
  static final int DIRENT_NAME_LENGTH = 16;
  static final int DIRENT_TYPE = 20;
  static final int DIRENT_NAME = 24;

  // struct fuse_kstatfs
  static final int STATFS_BLOCK_SIZE = 40;
  static final int STATFS_NAME_LENGTH = 44;
  static final int STATFS_FRAGMENT_SIZE = 48;
  static final int STATFS_BYTES = 80;

  // struct fuse_ioctl_in, fuse_ioctl_out
  static final int IOCTL_FLAGS = 8;
  static final int IOCTL_REQUEST = 12;
  static final int IOCTL_IN_SIZE = 24;
  static final int IOCTL_OUT_SIZE = 28;
  static final int IOCTL_DATA = 32;
  static final int IOCTL_RESULT = 0;
  static final int IOCTL_OUT_DATA = 16;

  // struct fuse_poll_in, fuse_poll_out
  static final int POLL_KERNEL_HANDLE = 8;
  static final int POLL_FLAGS = 16;
  static final int POLL_EVENTS = 20;

  // struct fuse_batch_forget_in, fuse_forget_one
  static final int BATCH_COUNT = 0;
  static final int BATCH_FIRST = 8;
  static final int BATCH_ONE = 16;
  static final int BATCH_LOOKUPS = 8;

  private Layout() {
  }
}
