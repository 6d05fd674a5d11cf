/**
 * The FUSE kernel protocol as data: which requests there are, where their fields lie, how answers look. Nothing here reads a file
 * or starts a thread. Source: linux/fuse.h, version 7.x.
 */
@NullMarked
package org.paravane.guest.fuse.protocol;

import org.jspecify.annotations.NullMarked;
