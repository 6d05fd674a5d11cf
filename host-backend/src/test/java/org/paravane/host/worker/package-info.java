/** Engines without a device, and the programs of worker processes that tests start. */
@NullMarked
package org.paravane.host.worker;

import org.jspecify.annotations.NullMarked;
