/**
 * A GPU in Java: AQL packets are executed for real on shared memory, by an interpreter that never runs guest code. Its time
 * can be the machine's or a test's, its cost and its faults are chosen by whoever makes it.
 */
@NullMarked
package org.paravane.host.engine.simulated;

import org.jspecify.annotations.NullMarked;
