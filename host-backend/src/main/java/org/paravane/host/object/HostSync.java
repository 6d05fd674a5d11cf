package org.paravane.host.object;

import org.jspecify.annotations.Nullable;
import org.paravane.abi.Errno;
import org.paravane.abi.Handle;
import org.paravane.abi.Result;
import org.paravane.host.scheduler.Accepted;
import org.paravane.host.scheduler.MonitoredFence;
import org.paravane.host.scheduler.SyncObject;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A sync object of a guest: a fence that it can watch, also that of a queue, or one of the kinds that only queues and CPUs
 * pass. Belongs to a device (fences that can be watched) or to the process (the others).
 */
public final class HostSync implements HostObject {
  private static final Logger LOG = LoggerFactory.getLogger(HostSync.class);
  private static final int BUSY_RETRIES = 100;

  private final Handle handle;
  private final ProcessAdapter owner;
  private final @Nullable HostDevice device;
  private final SyncObject object;
  private final @Nullable FencePage page;
  private final boolean ofQueue;

  HostSync(Handle handle, ProcessAdapter owner, @Nullable HostDevice device, SyncObject object,
      @Nullable FencePage page, boolean ofQueue) {
    this.handle = handle;
    this.owner = owner;
    this.device = device;
    this.object = object;
    this.page = page;
    this.ofQueue = ofQueue;
    owner.retain();
  }

  @Override
  public Handle handle() {
    return handle;
  }

  @Override
  public ObjectKind kind() {
    return ObjectKind.SYNC_OBJECT;
  }

  @Override
  public ProcessAdapter owner() {
    return owner;
  }

  /** The device that it ends with; null if it ends with the process. */
  public @Nullable HostDevice device() {
    return device;
  }

  /** What the scheduler knows it as. */
  public SyncObject object() {
    return object;
  }

  /** Where its value can be watched; null if it cannot. */
  public @Nullable FencePage page() {
    return page;
  }

  /** Whether it belongs to a queue, with which it ends; it cannot be destroyed alone. */
  public boolean isOfQueue() {
    return ofQueue;
  }

  /** The fence that it is; EINVAL for the other kinds. */
  public Result<MonitoredFence> fence() {
    return object instanceof MonitoredFence fence
        ? Result.ok(fence)
        : Result.failed(Errno.EINVAL, "sync object is no fence: handle=" + handle);
  }

  /** Ends it: CPU waits for it fail, queues go on, and its page goes back once nobody writes it. */
  void end() {
    Runnable gone = () -> {
      if (page != null) {
        page.giveBack(owner);
      }
      owner.release();
    };
    Result<Accepted> destroyed = owner.scheduler().destroy(object, gone);
    for (int i = 0; i < BUSY_RETRIES && isBusy(destroyed); i++) {
      destroyed = owner.scheduler().destroy(object, gone);
    }
    if (destroyed instanceof Result.Failed<Accepted>(Errno errno, String reason)) {
      if (errno == Errno.ENODEV) {
        gone.run();
      } else {
        LOG.error("sync object not destroyed, its memory is lost: handle={}, errno={}, reason={}", handle, errno,
            reason);
      }
    }
  }

  private static boolean isBusy(Result<Accepted> result) {
    return result instanceof Result.Failed<Accepted>(Errno errno, String reason) && errno == Errno.EBUSY;
  }

  @Override
  public String toString() {
    return "sync object=" + handle;
  }
}
