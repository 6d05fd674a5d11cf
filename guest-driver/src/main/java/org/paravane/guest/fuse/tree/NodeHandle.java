package org.paravane.guest.fuse.tree;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.Result;
import org.paravane.device.OpenFile;
import org.paravane.device.io.Caller;
import org.paravane.device.io.IoctlResult;
import org.paravane.device.io.PollEvents;
import org.paravane.guest.fuse.PollNotice;
import org.paravane.guest.fuse.Requester;

/** An open device node. What callers ask goes to the driver, with the caller who asks: he need not be the opener. */
final class NodeHandle implements OpenHandle {
  private final NodeOpens opens;
  private final Inode inode;
  private final NodeOpen open;
  private final Notified notified = new Notified();
  /** The view of the last caller: mostly the next one is the same. */
  private volatile OpenFile view;

  NodeHandle(NodeOpens opens, Inode inode, NodeOpen open) {
    this.opens = opens;
    this.inode = inode;
    this.open = open;
    this.view = open.file();
  }

  /** The id of the file that the kernel maps, 0 if there is none. */
  int backing() {
    return open.backing();
  }

  private OpenFile as(Caller caller) {
    OpenFile last = view;
    if (last.caller().equals(caller)) {
      return last;
    }
    OpenFile next = open.file().forCaller(caller);
    view = next;
    return next;
  }

  @Override
  public IoctlResult ioctl(Requester requester, int request, MemorySegment argument) {
    return switch (requester.caller()) {
      case Result.Ok<Caller>(Caller caller) -> as(caller).ioctl(request, argument);
      case Result.Failed<Caller> failed -> IoctlResult.of(failed);
    };
  }

  @Override
  public Result<Integer> read(Requester requester, int flags, long offset, MemorySegment into) {
    return requester.caller().flatMap(caller -> as(caller).read(into, offset));
  }

  @Override
  public Result<Integer> write(Requester requester, long offset, MemorySegment from) {
    return requester.caller().flatMap(caller -> as(caller).write(from, offset));
  }

  @Override
  public PollEvents poll(@Nullable PollNotice notice) {
    return notified.poll(notice, open.file()::poll);
  }

  @Override
  public void release() {
    notified.end();
    opens.release(inode, open);
  }
}
