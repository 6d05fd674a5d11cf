/**
 * The device model: bus, driver, device, class, minors, managed resources, attributes, uevents, device nodes and open
 * files. Knows nothing of GPUs.
 */
@NullMarked
package org.paravane.device;

import org.jspecify.annotations.NullMarked;
