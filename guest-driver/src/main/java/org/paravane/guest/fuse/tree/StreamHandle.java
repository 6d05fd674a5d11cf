package org.paravane.guest.fuse.tree;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.device.io.PollEvents;
import org.paravane.device.io.StreamReader;
import org.paravane.guest.fuse.PollNotice;
import org.paravane.guest.fuse.Requester;

/** An open stream; offsets mean nothing. */
final class StreamHandle implements OpenHandle {
  private final StreamReader reader;
  private final Notified notified = new Notified();

  StreamHandle(StreamReader reader) {
    this.reader = reader;
  }

  @Override
  public Result<Integer> read(Requester requester, int flags, long offset, MemorySegment into) {
    return reader.read(into, Flags.access(flags).nonBlocking());
  }

  @Override
  public Result<Integer> write(Requester requester, long offset, MemorySegment from) {
    return Result.failed(Errno.EINVAL, "a stream is only read");
  }

  @Override
  public PollEvents poll(@Nullable PollNotice notice) {
    return notified.poll(notice, reader::poll);
  }

  @Override
  public void release() {
    notified.end();
    reader.close();
  }
}
