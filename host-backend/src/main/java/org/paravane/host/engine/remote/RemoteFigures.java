package org.paravane.host.engine.remote;

/**
 * What the workers of an adapter are and did.
 *
 * @param workers that have guests now
 * @param processes guest processes on the adapter
 * @param programsBuilt programs that a compiler was given
 * @param programsFromCache programs that were known already
 * @param copiedBytes bytes that were copied because a device cannot use memory in place
 */
public record RemoteFigures(Isolation isolation, int workers, int processes, long programsBuilt, long programsFromCache,
    long copiedBytes) {
}
