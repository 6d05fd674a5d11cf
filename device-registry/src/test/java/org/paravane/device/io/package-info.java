/** Tests of what travels with a call. */
@NullMarked
package org.paravane.device.io;

import org.jspecify.annotations.NullMarked;
