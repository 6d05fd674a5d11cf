/** Tests of the package of the same name. */
@NullMarked
package org.paravane.vmbus.region;

import org.jspecify.annotations.NullMarked;
