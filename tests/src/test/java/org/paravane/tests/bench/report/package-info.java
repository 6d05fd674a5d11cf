/** Statistics and reports. */
@NullMarked
package org.paravane.tests.bench.report;

import org.jspecify.annotations.NullMarked;
