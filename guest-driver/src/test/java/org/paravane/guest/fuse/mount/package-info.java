@NullMarked
package org.paravane.guest.fuse.mount;

import org.jspecify.annotations.NullMarked;
