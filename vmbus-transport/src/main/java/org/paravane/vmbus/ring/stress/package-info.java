/**
 * A ring between two real processes, with packets of random sizes and both sides falling asleep all the time:
 * {@link org.paravane.vmbus.ring.stress.RingStress} counts what is lost, doubled, reordered, damaged or signalled too often.
 */
@NullMarked
package org.paravane.vmbus.ring.stress;

import org.jspecify.annotations.NullMarked;
