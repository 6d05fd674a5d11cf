package org.paravane.guest.fuse;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.device.io.IoctlResult;

/**
 * What is served at a mount point. Nodes are what the kernel keeps of names, handles are open files. Calls come from many
 * threads at once; one that blocks comes back with EINTR when its thread is interrupted. Permissions by mode are checked by
 * the kernel before (default_permissions), and nothing is cached by it: every look asks anew. Offsets and sizes come as the
 * caller gave them. Failures are errno and reason; an exception becomes EIO.
 */
public interface FileSystem {
  /** The node id of the root. */
  long ROOT = 1;

  /** A name in a directory. ENOENT. */
  Result<Entry> lookup(Requester requester, long parent, String name);

  /** The kernel forgets that many lookups of a node. */
  void forget(long node, long lookups);

  /** Nodes that the kernel still knows although their names are gone; what lies deeper comes first. */
  default long[] nameless() {
    return new long[0];
  }

  /** What stat(2) shows. Works for nodes that were unlinked meanwhile. */
  Result<FileAttributes> attributes(long node);

  /**
   * A change of attributes. The mask has the bits of FUSE_SETATTR: 1 mode, 2 uid, 4 gid, 8 size, 16 and up times. A new size of an
   * attribute file (as {@code echo} asks for) changes nothing and succeeds.
   */
  Result<FileAttributes> change(Requester requester, long node, int mask, long sizeBytes);

  /** The target of a link. EINVAL for anything else. */
  Result<String> readlink(long node);

  /** Opens a file; the flags are those of open(2). */
  Result<Opened> open(Requester requester, long node, int flags);

  /** Opens a directory. The answer is a handle. */
  Result<Long> openDirectory(long node);

  /** Lists names from an offset that a writer was given (0 is the beginning and a fresh look). */
  Result<Boolean> readDirectory(long handle, long offset, DirectoryWriter into);

  /** Reads; the answer is the number of bytes, 0 at the end. The flags are those of open(2) as they are now: fcntl(2) changes some. */
  Result<Integer> read(Requester requester, long handle, int flags, long offset, MemorySegment into);

  /** Writes; the answer is the number of bytes taken. */
  Result<Integer> write(Requester requester, long handle, long offset, MemorySegment from);

  /** A request. The argument is native, as long as the request's size field says, and is changed in place. */
  default IoctlResult ioctl(Requester requester, long handle, int request, MemorySegment argument) {
    return IoctlResult.failed(Errno.ENOTTY, "no requests here: request=0x" + Integer.toHexString(request));
  }

  /** What is ready now, as bits of poll(2). A notice, if given, replaces the one before of this handle and is told once something may have changed. */
  int poll(long handle, int events, @Nullable PollNotice notice);

  /** The last descriptor of an open file is gone. No other call of this handle is under way or comes. */
  void release(long handle);

  /** As {@link #release}, for a directory. */
  void releaseDirectory(long handle);
}
