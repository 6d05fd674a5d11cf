/** The house of the design, held by tests: who may import whom, and where no mutable static state may live. */
@NullMarked
package org.paravane.tests.architecture;

import org.jspecify.annotations.NullMarked;
