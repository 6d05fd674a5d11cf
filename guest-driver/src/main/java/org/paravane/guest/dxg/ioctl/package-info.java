/** The ioctls: one dispatch table, and handlers in a class for each group of them. */
@NullMarked
package org.paravane.guest.dxg.ioctl;

import org.jspecify.annotations.NullMarked;
