@NullMarked
package org.paravane.guest.bus;

import org.jspecify.annotations.NullMarked;
