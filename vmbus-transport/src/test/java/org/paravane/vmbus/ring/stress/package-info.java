@NullMarked
package org.paravane.vmbus.ring.stress;

import org.jspecify.annotations.NullMarked;
