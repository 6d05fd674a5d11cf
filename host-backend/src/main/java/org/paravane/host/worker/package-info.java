/** What runs in a worker process instead of in the host. */
@NullMarked
package org.paravane.host.worker;

import org.jspecify.annotations.NullMarked;
