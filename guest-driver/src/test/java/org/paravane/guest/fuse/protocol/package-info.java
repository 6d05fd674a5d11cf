@NullMarked
package org.paravane.guest.fuse.protocol;

import org.jspecify.annotations.NullMarked;
