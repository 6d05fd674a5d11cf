/** Tests of directories and paths. */
@NullMarked
package org.paravane.device.tree;

import org.jspecify.annotations.NullMarked;
