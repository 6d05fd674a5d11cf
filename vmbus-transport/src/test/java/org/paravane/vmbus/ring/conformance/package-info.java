@NullMarked
package org.paravane.vmbus.ring.conformance;

import org.jspecify.annotations.NullMarked;
