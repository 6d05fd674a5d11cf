@NullMarked
package org.paravane.vmbus.ring.model;

import org.jspecify.annotations.NullMarked;
