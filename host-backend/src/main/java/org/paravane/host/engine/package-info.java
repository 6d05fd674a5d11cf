/**
 * The engine seam. A {@link org.paravane.host.engine.Gpu} has engine nodes, local memory, built-in kernels and a clock; work
 * reaches it as command buffers on {@link org.paravane.host.engine.EngineQueue}s and comes back as an
 * {@link org.paravane.host.engine.Outcome}. Nothing here knows guests, messages or fences.
 */
@NullMarked
package org.paravane.host.engine;

import org.jspecify.annotations.NullMarked;
