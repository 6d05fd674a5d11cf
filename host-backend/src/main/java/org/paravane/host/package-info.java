/** The host's half: owns engines and shares them among guests that it does not trust. */
@NullMarked
package org.paravane.host;

import org.jspecify.annotations.NullMarked;
