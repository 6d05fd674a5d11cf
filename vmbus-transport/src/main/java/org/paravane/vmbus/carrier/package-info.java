/**
 * What carries control messages and descriptors between a guest and a host: within one process, or over a Unix domain socket. The
 * layers above see {@link org.paravane.vmbus.carrier.HostLink} and {@link org.paravane.vmbus.carrier.GuestLink} only.
 */
@NullMarked
package org.paravane.vmbus.carrier;

import org.jspecify.annotations.NullMarked;
