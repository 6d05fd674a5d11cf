/** Tests of how our processes are started, watched and cleaned up after. */
@NullMarked
package org.paravane.tests.process;

import org.jspecify.annotations.NullMarked;
