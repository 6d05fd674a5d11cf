/** {@code bench ring}: messages between two processes, our rings beside what is known to be fast. */
@NullMarked
package org.paravane.tests.bench.ring;

import org.jspecify.annotations.NullMarked;
