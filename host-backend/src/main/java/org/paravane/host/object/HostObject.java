package org.paravane.host.object;

import org.paravane.abi.Handle;

/** Something that a process has a handle of. */
public sealed interface HostObject
    permits HostDevice, HostContext, HostQueue, PagingQueue, HostAllocation, HostResource, HostSync {
  /** Its handle in its process. */
  Handle handle();

  /** What it counts as. */
  ObjectKind kind();

  /** The process and adapter that it belongs to. */
  ProcessAdapter owner();
}
