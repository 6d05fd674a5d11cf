/** Tests of what storms are made of. */
@NullMarked
package org.paravane.tests.storm;

import org.jspecify.annotations.NullMarked;
