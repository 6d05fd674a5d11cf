/** Tests of the specification for containers. */
@NullMarked
package org.paravane.guest.cdi;

import org.jspecify.annotations.NullMarked;
