/** Microbenchmarks by JMH: compiled when they are asked for, in JVMs of their own, so that the product never depends on them. */
@NullMarked
package org.paravane.tests.bench.micro;

import org.jspecify.annotations.NullMarked;
