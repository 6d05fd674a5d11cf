/** {@code bench probe}: how long devices take to become nodes, and whether that grows with their number. */
@NullMarked
package org.paravane.tests.bench.probe;

import org.jspecify.annotations.NullMarked;
