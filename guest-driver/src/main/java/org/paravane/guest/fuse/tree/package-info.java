/**
 * What is served: the tree of a device registry. Names become inodes ({@link org.paravane.guest.fuse.tree.InodeTable}), open
 * files become handles, and a device node is opened in its driver.
 */
@NullMarked
package org.paravane.guest.fuse.tree;

import org.jspecify.annotations.NullMarked;
