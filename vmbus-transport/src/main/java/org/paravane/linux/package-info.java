/** The few Linux calls that Paravane needs, over the foreign function interface. */
@NullMarked
package org.paravane.linux;

import org.jspecify.annotations.NullMarked;
