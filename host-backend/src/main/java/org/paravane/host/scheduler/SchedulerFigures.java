package org.paravane.host.scheduler;

/**
 * What an adapter's scheduler has and did so far.
 *
 * @param contexts open contexts, lost ones included
 * @param cpuWaits pending CPU waits
 * @param packetsInFlight packets that engines have now
 * @param packetsDone command buffers that were executed to their end
 * @param contextsLost contexts that faulted, hung or were reset
 * @param nodeResets engine nodes that had to be reset because a packet did not end
 */
public record SchedulerFigures(int contexts, int cpuWaits, int packetsInFlight, long packetsDone, long contextsLost,
    long nodeResets) {
}
