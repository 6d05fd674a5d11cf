package org.paravane.host.object;

import java.util.LinkedHashSet;
import java.util.Set;
import org.paravane.abi.Handle;
import org.paravane.abi.Result;
import org.paravane.host.engine.FaultKind;
import org.paravane.host.scheduler.SchedulerContext;
import org.paravane.host.scheduler.WorkQueue;

/** An execution context of a device on one engine node, and the hardware queues in it. */
public final class HostContext implements HostObject {
  private final Handle handle;
  private final HostDevice device;
  private final SchedulerContext context;
  private final boolean hardwareQueues;
  private final Set<HostQueue> queues = new LinkedHashSet<>();

  HostContext(Handle handle, HostDevice device, SchedulerContext context, boolean hardwareQueues) {
    this.handle = handle;
    this.device = device;
    this.context = context;
    this.hardwareQueues = hardwareQueues;
    device.owner().retain();
  }

  @Override
  public Handle handle() {
    return handle;
  }

  @Override
  public ObjectKind kind() {
    return ObjectKind.CONTEXT;
  }

  @Override
  public ProcessAdapter owner() {
    return device.owner();
  }

  public HostDevice device() {
    return device;
  }

  /** What the scheduler knows it as. */
  public SchedulerContext scheduled() {
    return context;
  }

  /** Its own queue, which work without a hardware queue goes to. */
  public WorkQueue queue() {
    return context.queue();
  }

  /** Whether it was made for hardware queues. */
  public boolean takesHardwareQueues() {
    return hardwareQueues;
  }

  /** Its hardware queues; alive. */
  Set<HostQueue> queues() {
    return queues;
  }

  /** Ends it as if it had faulted: work of it was lost before it reached the scheduler. */
  public void fail(DeviceFault fault) {
    device.fail(fault);
    context.fail(FaultKind.BAD_PACKET, fault.reason());
  }

  Result<WorkQueue> openQueue() {
    return context.createQueue(context.name() + "/queue");
  }

  void end() {
    context.close(owner()::release);
  }

  @Override
  public String toString() {
    return "context=" + handle;
  }
}
