/**
 * The client library: programs of an accelerator in Java, over nothing but ioctl and mmap on its device node.
 *
 * <pre>{@code
 * try (Accelerator accelerator = Accelerator.open(node);
 *     Buffer x = accelerator.createBuffer(4L * n);
 *     Buffer y = accelerator.createBuffer(4L * n);
 *     Queue queue = accelerator.createQueue()) {
 *   for (int i = 0; i < n; i++) {
 *     x.memory().setAtIndex(JAVA_FLOAT, i, i);
 *     y.memory().setAtIndex(JAVA_FLOAT, i, 1);
 *   }
 *   Kernel saxpy = accelerator.kernel("saxpy");
 *   queue.dispatch(saxpy, Grid.of(n), saxpy.arguments().buffer(x).buffer(y).u64(n).f32(2));
 *   queue.finish();
 *   System.out.println(y.memory().getAtIndex(JAVA_FLOAT, 7)); // 15.0
 * }
 * }</pre>
 *
 * <p>A {@link org.paravane.runtime.Program} brings kernels of its own, where the device takes them:
 *
 * <pre>{@code
 * try (Program program = accelerator.build("kernel void add(global int *data, int what) { data[get_global_id(0)] += what; }")) {
 *   Kernel add = program.kernel("add");
 *   queue.dispatch(add, Grid.of(n).roundedUp(), add.arguments().buffer(data).u32(5)).finish();
 * }
 * }</pre>
 *
 * <p>An {@link org.paravane.runtime.Accelerator} is what one opening of a node sees. It makes
 * {@link org.paravane.runtime.Buffer}s, which are shared memory or the accelerator's own, {@link org.paravane.runtime.Queue}s,
 * which run packets in order, and {@link org.paravane.runtime.Fence}s, by which queues and this process wait for each other.
 * Everything ends with try-with-resources; an accelerator ends whatever was made on it. What the device refuses or loses is
 * an {@link org.paravane.runtime.AcceleratorException}; what the program gets wrong is an IllegalArgumentException, an
 * IllegalStateException or an IndexOutOfBoundsException. Sizes are bytes, addresses are GPU virtual addresses, and memory is
 * little-endian. A {@link org.paravane.runtime.NodeAccess} is a node, wherever it is served.
 */
@NullMarked
package org.paravane.runtime;

import org.jspecify.annotations.NullMarked;
