/** Tests of numbering, subscribing and listening. */
@NullMarked
package org.paravane.device.uevent;

import org.jspecify.annotations.NullMarked;
