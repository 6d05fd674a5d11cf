package org.paravane.host.object;

import java.util.LinkedHashSet;
import java.util.Set;
import org.paravane.abi.Handle;

/** A group of allocations that is destroyed as one. */
public final class HostResource implements HostObject {
  private final Handle handle;
  private final HostDevice device;
  private final Set<HostAllocation> members = new LinkedHashSet<>();

  HostResource(Handle handle, HostDevice device) {
    this.handle = handle;
    this.device = device;
  }

  @Override
  public Handle handle() {
    return handle;
  }

  @Override
  public ObjectKind kind() {
    return ObjectKind.RESOURCE;
  }

  @Override
  public ProcessAdapter owner() {
    return device.owner();
  }

  public HostDevice device() {
    return device;
  }

  /** The allocations in it; alive. */
  Set<HostAllocation> members() {
    return members;
  }

  @Override
  public String toString() {
    return "resource=" + handle;
  }
}
