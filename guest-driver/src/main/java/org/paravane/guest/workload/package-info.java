/**
 * Verified work: each workload fills buffers, runs a kernel and compares what comes out with plain Java, bit by bit. It
 * knows accelerators only through the client library.
 */
@NullMarked
package org.paravane.guest.workload;

import org.jspecify.annotations.NullMarked;
