/** Steps of the ring benchmark, and that everything is measured. */
@NullMarked
package org.paravane.tests.bench.ring;

import org.jspecify.annotations.NullMarked;
