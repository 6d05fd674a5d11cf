/** The client library: devices, buffers, kernels, queues and fences, over nothing but ioctl and mmap on a device node. */
@NullMarked
package org.paravane.runtime;

import org.jspecify.annotations.NullMarked;
