/**
 * The engine inside a worker: command buffers executed on an OpenCL device. {@link org.paravane.host.engine.opencl.OpenClWorker} takes
 * the host's calls and is advanced by the worker's event loop; everything happens in that one thread, except the callbacks of events,
 * which only wake it. OpenCL is loaded nowhere else.
 */
@NullMarked
package org.paravane.host.engine.opencl;

import org.jspecify.annotations.NullMarked;
