/** Benchmarks; {@code docs/performance.md} explains them. */
@NullMarked
package org.paravane.tests.bench;

import org.jspecify.annotations.NullMarked;
