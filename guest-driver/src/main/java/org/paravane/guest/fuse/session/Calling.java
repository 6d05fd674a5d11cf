package org.paravane.guest.fuse.session;

import org.jspecify.annotations.Nullable;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.device.io.Caller;
import org.paravane.guest.fuse.Requester;
import org.paravane.guest.fuse.caller.CallerDirectory;
import org.paravane.guest.fuse.caller.KnownThread;
import org.paravane.guest.fuse.protocol.Request;

/** Who the request comes from that a thread is serving now. One object per serving thread. */
final class Calling implements Requester {
  private final CallerDirectory directory;
  private int threadId;
  private int userId;
  private int groupId;
  private @Nullable KnownThread held;

  Calling(CallerDirectory directory) {
    this.directory = directory;
  }

  void begin(Request request) {
    threadId = request.threadId();
    userId = request.userId();
    groupId = request.groupId();
  }

  void end() {
    KnownThread thread = held;
    if (thread != null) {
      held = null;
      directory.letGo(thread);
    }
  }

  @Override
  public int userId() {
    return userId;
  }

  @Override
  public int groupId() {
    return groupId;
  }

  @Override
  public Result<Caller> caller() {
    KnownThread thread = known();
    return thread == null
        ? Result.failed(Errno.EPERM, "caller is not visible from here: thread=" + threadId)
        : thread.caller(userId, groupId);
  }

  /** The process, or the thread where the process cannot be found out. */
  int threadGroupId() {
    KnownThread thread = known();
    return thread == null ? threadId : thread.threadGroupId();
  }

  private @Nullable KnownThread known() {
    if (held == null) {
      held = directory.find(threadId);
    }
    return held;
  }
}
