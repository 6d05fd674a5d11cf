/** Tests of the link between a host and its workers, and of the processes behind it. */
@NullMarked
package org.paravane.host.engine.worker;

import org.jspecify.annotations.NullMarked;
