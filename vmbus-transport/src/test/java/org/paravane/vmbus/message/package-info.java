/** Tests of the package of the same name. */
@NullMarked
package org.paravane.vmbus.message;

import org.jspecify.annotations.NullMarked;
