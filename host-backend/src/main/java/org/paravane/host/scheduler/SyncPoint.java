package org.paravane.host.scheduler;

/**
 * A sync object and a value. For a fence: wait until it has at least this value, or signal it to this value. For the other
 * kinds the value means nothing.
 */
public record SyncPoint(SyncObject object, long value) {
}
