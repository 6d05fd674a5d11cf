/** Tests of verified work, on a fake node. */
@NullMarked
package org.paravane.guest.workload;

import org.jspecify.annotations.NullMarked;
