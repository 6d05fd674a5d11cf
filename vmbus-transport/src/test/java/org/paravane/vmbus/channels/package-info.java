/** Tests of the package of the same name. */
@NullMarked
package org.paravane.vmbus.channels;

import org.jspecify.annotations.NullMarked;
