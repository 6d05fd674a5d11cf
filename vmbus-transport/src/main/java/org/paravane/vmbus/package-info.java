/**
 * VMBus in user space: rings, packets, channels, GPADLs, and the connectors that carry them between two processes.
 */
@NullMarked
package org.paravane.vmbus;

import org.jspecify.annotations.NullMarked;
