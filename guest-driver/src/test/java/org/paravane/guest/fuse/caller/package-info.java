@NullMarked
package org.paravane.guest.fuse.caller;

import org.jspecify.annotations.NullMarked;
