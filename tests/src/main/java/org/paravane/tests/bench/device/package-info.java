/**
 * Benchmarks of a device: what a guest program in C gets through a node, beside what the same program gets when it uses OpenCL in its
 * own process. Both take turns in one run.
 */
@NullMarked
package org.paravane.tests.bench.device;

import org.jspecify.annotations.NullMarked;
