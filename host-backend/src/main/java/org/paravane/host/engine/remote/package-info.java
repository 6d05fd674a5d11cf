/**
 * An adapter whose command buffers run in worker processes: the host's end of them. {@link org.paravane.host.engine.remote.RemoteGpu} is
 * the engine that a scheduler sees, {@link org.paravane.host.engine.remote.RemoteProcess} a guest process with its worker, its addresses
 * and its programs. Nothing here runs guest code or believes a worker more than that its own guest's work is done.
 */
@NullMarked
package org.paravane.host.engine.remote;

import org.jspecify.annotations.NullMarked;
