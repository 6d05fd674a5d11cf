/**
 * The front that makes device nodes real files: a FUSE file system over a device tree. Here is the seam between the kernel's
 * protocol ({@code session}, {@code mount}, {@code caller}) and what is served ({@code tree}).
 */
@NullMarked
package org.paravane.guest.fuse;

import org.jspecify.annotations.NullMarked;
