/**
 * The examples in Java, beside those in C and Python (docs/examples): the same work on the same inputs with the same kernel sources,
 * each verified with plain Java. {@link org.paravane.tests.examples.Example} lists them.
 */
@NullMarked
package org.paravane.tests.examples;

import org.jspecify.annotations.NullMarked;
