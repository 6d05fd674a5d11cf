/** Tests of the served tree, without a kernel. */
@NullMarked
package org.paravane.guest.fuse.tree;

import org.jspecify.annotations.NullMarked;
