/**
 * The {@code paravane guest} command: connects to a host, runs verified work on its devices, and shows what can be known of
 * them without opening one. Exit codes are in {@link org.paravane.guest.cli.ExitCode}.
 */
@NullMarked
package org.paravane.guest.cli;

import org.jspecify.annotations.NullMarked;
