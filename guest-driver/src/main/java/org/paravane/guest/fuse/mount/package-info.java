/**
 * Mount points: finding out what is mounted where, putting a FUSE mount there (by ourselves or through {@code fusermount3}), taking
 * it off again, and replacing one whose server is gone.
 */
@NullMarked
package org.paravane.guest.fuse.mount;

import org.jspecify.annotations.NullMarked;
