/**
 * The protocol of channels as two state machines without thread, input/output or clock:
 * {@link org.paravane.vmbus.channels.ServerChannels} for the host's end of one connection,
 * {@link org.paravane.vmbus.channels.ClientChannels} for the guest's. Inputs are method calls, outputs go to one small interface
 * each. A machine is called by one thread at a time, and calls its effects only when its own state is settled, so an effect may
 * answer at once.
 */
@NullMarked
package org.paravane.vmbus.channels;

import org.jspecify.annotations.NullMarked;
