/** Tests of the shells: both ends together, over each connector. */
@NullMarked
package org.paravane.vmbus;

import org.jspecify.annotations.NullMarked;
