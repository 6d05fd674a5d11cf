package org.paravane.host.scheduler;

/**
 * What a context did so far.
 *
 * @param queuedOperations operations that wait or run now
 * @param packetsDone command buffers that were executed to their end
 * @param packetsFailed command buffers that faulted, were cancelled or lost
 * @param preemptions how often a command buffer was stopped and went on later
 * @param busyNanos engine time used
 */
public record ContextFigures(int queuedOperations, long packetsDone, long packetsFailed, long preemptions,
    long busyNanos) {
}
