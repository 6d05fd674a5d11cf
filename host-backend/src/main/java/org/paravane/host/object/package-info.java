/**
 * What a guest owns on the host. One {@link org.paravane.host.object.Partition} per guest connection holds
 * {@link org.paravane.host.object.HostProcess}es, each with a handle table of its own; a process owns devices, a device
 * owns contexts, queues, allocations, resources and sync objects. A partition is touched by its connection's thread
 * only, so nothing here is locked; counters that others may read are atomic. Knows engines and memory, not messages.
 */
@NullMarked
package org.paravane.host.object;

import org.jspecify.annotations.NullMarked;
