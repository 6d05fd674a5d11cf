/** How log lines look: for people at a terminal, or for the journal of a service manager. */
@NullMarked
package org.paravane.tests.log;

import org.jspecify.annotations.NullMarked;
