/**
 * What travels with a call on a device node: who calls, the caller's memory, poll masks and waiters, ioctl answers and mapped
 * ranges. Depends on nothing else of the registry.
 */
@NullMarked
package org.paravane.device.io;

import org.jspecify.annotations.NullMarked;
