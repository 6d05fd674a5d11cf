/** The probe benchmark. */
@NullMarked
package org.paravane.tests.bench.probe;

import org.jspecify.annotations.NullMarked;
