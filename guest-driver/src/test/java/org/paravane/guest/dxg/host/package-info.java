@NullMarked
package org.paravane.guest.dxg.host;

import org.jspecify.annotations.NullMarked;
