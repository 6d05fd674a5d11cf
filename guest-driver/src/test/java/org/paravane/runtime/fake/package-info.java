/** A fake device node: an accelerator in a few hundred lines that answers ioctls in memory and counts what is alive. */
@NullMarked
package org.paravane.runtime.fake;

import org.jspecify.annotations.NullMarked;
