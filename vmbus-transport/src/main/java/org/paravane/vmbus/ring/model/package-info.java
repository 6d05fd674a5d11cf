/**
 * A model checker for wake-ups: one writer and one reader, in all interleavings, over memory with store buffers. It does not model our
 * rings, it runs them: {@link org.paravane.vmbus.ring.OutgoingRing} and {@link org.paravane.vmbus.ring.IncomingRing} over a
 * memory that is asked for one access at a time. {@link org.paravane.vmbus.ring.model.WakeupModel} is the entry.
 */
@NullMarked
package org.paravane.vmbus.ring.model;

import org.jspecify.annotations.NullMarked;
