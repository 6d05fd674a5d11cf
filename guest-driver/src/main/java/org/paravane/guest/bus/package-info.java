/** The VMBus bus type: a host's offers become devices, rescinds remove them, and a host that comes back is a new connection. */
@NullMarked
package org.paravane.guest.bus;

import org.jspecify.annotations.NullMarked;
