package org.paravane.guest.fuse.session;

/**
 * What a session has done and holds.
 *
 * @param requests      served so far
 * @param threads       alive
 * @param sleeping      threads in calls that wait until somebody else does something
 * @param openFiles     open files and directories
 * @param backings      files that the kernel maps in our stead
 * @param callers       calling threads that are known
 * @param interrupts    calls that were interrupted so far
 * @param handOvers     how often a thread made another the reader so far
 * @param kernelMinor   the kernel's protocol version, 7.x
 * @param passthrough   whether the kernel maps files in our stead
 */
public record FuseFigures(long requests, int threads, int sleeping, int openFiles, int backings, int callers,
    long interrupts, long handOvers, int kernelMinor, boolean passthrough) {
}
