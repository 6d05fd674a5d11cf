package org.paravane.guest.fuse.tree;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.device.io.IoctlResult;
import org.paravane.device.io.PollEvents;
import org.paravane.guest.fuse.PollNotice;
import org.paravane.guest.fuse.Requester;

/** An open file of the tree. */
interface OpenHandle {

  /** The flags are those of open(2) as they are now. */
  Result<Integer> read(Requester requester, int flags, long offset, MemorySegment into);

  Result<Integer> write(Requester requester, long offset, MemorySegment from);

  default IoctlResult ioctl(Requester requester, int request, MemorySegment argument) {
    return IoctlResult.failed(Errno.ENOTTY, "no requests here: request=0x" + Integer.toHexString(request));
  }

  /** What is ready now; a notice, if given, replaces the one before. */
  default PollEvents poll(@Nullable PollNotice notice) {
    return PollEvents.ALWAYS;
  }

  /** The last descriptor is gone. Called once. */
  void release();
}
