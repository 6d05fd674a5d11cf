/**
 * Golden vectors against our rings: {@link org.paravane.vmbus.ring.conformance.RingVectors} reads a file in the format of
 * section 16 of the reference and says for each vector whether our bytes, indices, decisions and refusals are the same.
 */
@NullMarked
package org.paravane.vmbus.ring.conformance;

import org.jspecify.annotations.NullMarked;
