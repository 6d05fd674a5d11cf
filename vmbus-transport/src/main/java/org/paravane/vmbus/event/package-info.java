/** Doorbells: the pages through which the two ends of a connection wake each other. */
@NullMarked
package org.paravane.vmbus.event;

import org.jspecify.annotations.NullMarked;
