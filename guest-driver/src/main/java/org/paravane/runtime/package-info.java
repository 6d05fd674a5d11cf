/**
 * The client library: devices, buffers, kernels, queues and fences, over nothing but ioctl and mmap on a device node.
 *
 * <pre>{@code
 * try (Accelerator gpu = Accelerator.open(node);
 *     Buffer x = gpu.mapped(4 * count);
 *     Buffer y = gpu.mapped(4 * count);
 *     Queue queue = gpu.queue()) {
 *   for (int i = 0; i < count; i++) {
 *     x.segment().setAtIndex(ValueLayout.JAVA_FLOAT, i, i);
 *   }
 *   queue.dispatch(gpu.kernel("saxpy"), new KernelArguments.Saxpy(x.gpuAddress(), y.gpuAddress(), count, 2f, 0), count);
 *   queue.finish();
 *   float last = y.segment().getAtIndex(ValueLayout.JAVA_FLOAT, count - 1);
 * }
 * }</pre>
 *
 * <p>A buffer is either mapped (memory of the program as well) or local (the accelerator's alone). A queue records packets
 * and submits them together; {@link org.paravane.runtime.Queue#submit} answers a number to wait for. What fails throws
 * {@link org.paravane.runtime.AcceleratorException} with the errno, and with the fault where work failed.
 */
@NullMarked
package org.paravane.runtime;

import org.jspecify.annotations.NullMarked;
