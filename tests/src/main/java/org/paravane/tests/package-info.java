/** What needs more than one module: the command line, the demo, conformance, scenarios and benchmarks. */
@NullMarked
package org.paravane.tests;

import org.jspecify.annotations.NullMarked;
