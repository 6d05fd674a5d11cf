/**
 * One ring of VMBus, byte for byte: {@link org.paravane.vmbus.ring.RingLayout} draws it,
 * {@link org.paravane.vmbus.ring.OutgoingRing} and {@link org.paravane.vmbus.ring.IncomingRing} are its two sides, and
 * neither ever waits: they answer "signal the peer" and "go to sleep" as values. {@link org.paravane.vmbus.ring.Waiter} spins and
 * parks, {@link org.paravane.vmbus.ring.EventWord} is what it parks on. Everything that comes out of shared memory is
 * loaded once, checked, and used as a private copy; what does not pass is a {@link org.paravane.vmbus.ring.RingViolation}.
 * Source: reference "VMBus ring buffers", whose sections the comments cite.
 */
@NullMarked
package org.paravane.vmbus.ring;

import org.jspecify.annotations.NullMarked;
