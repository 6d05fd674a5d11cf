/** Tests of closing, draining and releasing. */
@NullMarked
package org.paravane.device.lifetime;

import org.jspecify.annotations.NullMarked;
