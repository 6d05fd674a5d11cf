/**
 * The path-addressed view of a registry ({@code sys/…}, {@code dev/…}): what a file system front serves and tests read.
 */
@NullMarked
package org.paravane.device.tree;

import org.jspecify.annotations.NullMarked;
