/** The {@code paravane host} commands: run a host in the foreground, and look at or change a running one. */
@NullMarked
package org.paravane.host.cli;

import org.jspecify.annotations.NullMarked;
