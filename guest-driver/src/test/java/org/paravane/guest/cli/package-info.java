/** Tests of the guest command. */
@NullMarked
package org.paravane.guest.cli;

import org.jspecify.annotations.NullMarked;
