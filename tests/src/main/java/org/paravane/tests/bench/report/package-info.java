/** What benchmarks say: {@link org.paravane.tests.bench.report.Report}, and the statistics behind it. */
@NullMarked
package org.paravane.tests.bench.report;

import org.jspecify.annotations.NullMarked;
