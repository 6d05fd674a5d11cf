package org.paravane.host.scheduler;

/**
 * What one engine node did so far.
 *
 * @param name of the engine node
 * @param packetsEnded command buffers that ended there, however
 * @param busyNanos time that it worked; divided by elapsed time, its utilisation
 */
public record NodeFigures(String name, long packetsEnded, long busyNanos) {
}
