/** The programs that measure a device. */
@NullMarked
package org.paravane.tests.bench.device;

import org.jspecify.annotations.NullMarked;
