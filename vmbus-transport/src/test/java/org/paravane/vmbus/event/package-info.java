/** Tests of the package of the same name. */
@NullMarked
package org.paravane.vmbus.event;

import org.jspecify.annotations.NullMarked;
