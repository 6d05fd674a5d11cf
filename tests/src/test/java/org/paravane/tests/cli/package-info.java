/** The command line as a user and a script see it. */
@NullMarked
package org.paravane.tests.cli;

import org.jspecify.annotations.NullMarked;
