/** Tests of how log lines look. */
@NullMarked
package org.paravane.tests.log;

import org.jspecify.annotations.NullMarked;
