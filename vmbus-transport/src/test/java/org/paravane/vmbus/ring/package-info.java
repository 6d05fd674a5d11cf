@NullMarked
package org.paravane.vmbus.ring;

import org.jspecify.annotations.NullMarked;
