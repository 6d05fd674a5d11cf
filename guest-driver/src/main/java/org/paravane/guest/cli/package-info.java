/**
 * The guest's commands: {@code paravane guest} serves the devices of a host as files, {@code paravane guest run} does verified
 * work on them; {@code list}, {@code info}, {@code health}, {@code stats}, {@code monitor}, {@code doctor} and {@code cdi} look at
 * a tree that is served, without opening a device. Exit codes are in {@link org.paravane.guest.cli.ExitCode}.
 */
@NullMarked
package org.paravane.guest.cli;

import org.jspecify.annotations.NullMarked;
