@NullMarked
package org.paravane.guest.dxg.object;

import org.jspecify.annotations.NullMarked;
