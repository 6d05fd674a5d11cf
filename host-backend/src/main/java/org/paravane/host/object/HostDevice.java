package org.paravane.host.object;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.Errno;
import org.paravane.abi.Handle;
import org.paravane.abi.Result;
import org.paravane.host.scheduler.AdapterScheduler;
import org.paravane.host.scheduler.ContextSpec;
import org.paravane.host.scheduler.MonitoredFence;
import org.paravane.host.scheduler.SyncPoint;

/**
 * A device: what a process works with on an adapter. Owns contexts, paging queues, fences, allocations and resources, and
 * ends them in that order: work first, so that nothing runs that could need what goes next.
 */
public final class HostDevice implements HostObject {
  private final Handle handle;
  private final ProcessAdapter owner;
  private final long cookie;
  private final DeviceAllocations allocations;
  private final Set<HostContext> contexts = new LinkedHashSet<>();
  private final Set<PagingQueue> pagingQueues = new LinkedHashSet<>();
  private final Set<HostSync> fences = new LinkedHashSet<>();
  private final AtomicReference<@Nullable DeviceFault> fault = new AtomicReference<>();

  HostDevice(Handle handle, ProcessAdapter owner, long cookie) {
    this.handle = handle;
    this.owner = owner;
    this.cookie = cookie;
    this.allocations = new DeviceAllocations(this);
  }

  @Override
  public Handle handle() {
    return handle;
  }

  @Override
  public ObjectKind kind() {
    return ObjectKind.DEVICE;
  }

  @Override
  public ProcessAdapter owner() {
    return owner;
  }

  /** Its allocations and resources. */
  public DeviceAllocations allocations() {
    return allocations;
  }

  /** Why it is in error; null while it is not. The first fault stays. */
  public @Nullable DeviceFault fault() {
    return fault.get();
  }

  /** Puts it in error and tells the guest; from any thread, before any fence completes because of it. */
  public void fail(DeviceFault why) {
    if (fault.compareAndSet(null, why)) {
      process().partition().notifier().deviceStateChanged(process().handle(), cookie, why.state().value());
    }
  }

  /**
   * Makes a context.
   *
   * @param node engine node
   * @param hardwareQueues whether it may have hardware queues
   * @return EINVAL for a node that does not exist, ENOMEM past a limit, EBUSY if the scheduler does not keep up
   */
  public Result<HostContext> createContext(int node, boolean hardwareQueues) {
    return process().counted(ObjectKind.CONTEXT, () -> {
      String name = process().name() + "/device " + handle + "/context " + process().nextName();
      ContextSpec spec = new ContextSpec(name, node, owner.addresses(), 0, owner.usage(),
          (context, why) -> fail(DeviceFault.of(why)));
      return owner.scheduler().createContext(spec).map(scheduled -> {
        HostContext context = process().enter(at -> new HostContext(at, this, scheduled, hardwareQueues));
        contexts.add(context);
        return context;
      });
    });
  }

  /** Makes a hardware queue with its progress fence; EINVAL if the context is not for that. */
  public Result<HostQueue> createQueue(HostContext context) {
    if (!context.takesHardwareQueues()) {
      return Result.failed(Errno.EINVAL, "context was not made for hardware queues: " + context);
    }
    return process().counted(ObjectKind.HW_QUEUE, () -> createFence(0, true).flatMap(progress -> {
      Result<HostQueue> queue = context.openQueue()
          .map(opened -> process().enter(at -> new HostQueue(at, context, opened, progress)));
      switch (queue) {
        case Result.Ok<HostQueue>(HostQueue made) -> context.queues().add(made);
        case Result.Failed<HostQueue> failed -> destroyFence(progress);
      }
      return queue;
    }));
  }

  /** Makes a paging queue with its fence. */
  public Result<PagingQueue> createPagingQueue() {
    return process().counted(ObjectKind.PAGING_QUEUE, () -> createFence(0, true).map(fence -> {
      PagingQueue queue = process().enter(at -> new PagingQueue(at, this, fence));
      pagingQueues.add(queue);
      return queue;
    }));
  }

  /** Makes a fence that the guest can watch; EOPNOTSUPP without an aperture. */
  public Result<HostSync> createFence(long initialValue) {
    return createFence(initialValue, false);
  }

  private Result<HostSync> createFence(long initialValue, boolean ofQueue) {
    return process().counted(ObjectKind.SYNC_OBJECT, () -> FencePage.take(owner).map(page -> {
      MonitoredFence object = scheduler().createFence(initialValue, page.word());
      HostSync fence = process().enter(at -> new HostSync(at, owner, this, object, page, ofQueue));
      if (!ofQueue) {
        fences.add(fence);
      }
      return fence;
    }));
  }

  /** Signals now, as a CPU does. */
  public Result<HostDevice> signal(List<SyncPoint> points, boolean rewind) {
    return scheduler().signal(points, rewind, () -> {
    }).map(accepted -> this);
  }

  /** Operations that are queued in its contexts now. */
  long queuedWork() {
    return contexts.stream().mapToLong(context -> context.scheduled().figures().queuedOperations()).sum();
  }

  private AdapterScheduler scheduler() {
    return owner.scheduler();
  }

  HostProcess process() {
    return owner.process();
  }

  void destroy(HostContext context) {
    List.copyOf(context.queues()).forEach(this::destroy);
    context.end();
    contexts.remove(context);
    process().leave(context);
  }

  void destroy(HostQueue queue) {
    queue.end();
    queue.context().queues().remove(queue);
    process().leave(queue.progress());
    process().leave(queue);
  }

  void destroy(PagingQueue queue) {
    queue.end();
    pagingQueues.remove(queue);
    process().leave(queue.fence());
    process().leave(queue);
  }

  void destroyFence(HostSync fence) {
    fence.end();
    fences.remove(fence);
    process().leave(fence);
  }

  /** Ends everything that it owns. */
  void end() {
    List.copyOf(contexts).forEach(this::destroy);
    List.copyOf(pagingQueues).forEach(this::destroy);
    List.copyOf(fences).forEach(this::destroyFence);
    allocations.end();
  }

  @Override
  public String toString() {
    return "device=" + handle;
  }
}
