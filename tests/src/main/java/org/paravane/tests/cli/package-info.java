/** The command line: one root command, under which every module's commands hang. */
@NullMarked
package org.paravane.tests.cli;

import org.jspecify.annotations.NullMarked;
