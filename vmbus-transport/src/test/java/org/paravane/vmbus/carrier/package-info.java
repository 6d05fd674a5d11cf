/** Tests of the package of the same name. */
@NullMarked
package org.paravane.vmbus.carrier;

import org.jspecify.annotations.NullMarked;
