@NullMarked
package org.paravane.guest.fuse.session;

import org.jspecify.annotations.NullMarked;
