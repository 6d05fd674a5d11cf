/** Storms: random requests against a live device, and processes killed at random moments. Each prints its seed. */
@NullMarked
package org.paravane.tests.storm;

import org.jspecify.annotations.NullMarked;
