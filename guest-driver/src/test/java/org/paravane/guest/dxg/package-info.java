@NullMarked
package org.paravane.guest.dxg;

import org.jspecify.annotations.NullMarked;
