/** The guest physical address space of a connection: the host's table of mapped regions, and the guest's allocator of addresses. */
@NullMarked
package org.paravane.vmbus.region;

import org.jspecify.annotations.NullMarked;
