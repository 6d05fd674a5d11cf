@NullMarked
package org.paravane.guest.dxg.ioctl;

import org.jspecify.annotations.NullMarked;
