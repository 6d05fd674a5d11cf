/** Tests of the device model, with a toy driver and a driver that records what happens to it. */
@NullMarked
package org.paravane.device;

import org.jspecify.annotations.NullMarked;
