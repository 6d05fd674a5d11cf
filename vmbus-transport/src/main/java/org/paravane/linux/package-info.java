/**
 * The few Linux calls that Paravane needs, over the foreign function interface: sealed memory files and their mappings,
 * futexes, eventfds, another process's memory and descriptors. {@link org.paravane.linux.Libc} is the only place that
 * knows a symbol or a constant of C; everything else is typed, owns what it opens and fails with
 * {@link org.paravane.linux.LinuxException}.
 */
@NullMarked
package org.paravane.linux;

import org.jspecify.annotations.NullMarked;
