package org.paravane.host.scheduler;

import org.paravane.host.engine.FaultKind;

/**
 * Why a context was lost.
 *
 * @param kind what happened
 * @param address GPU virtual address concerned, 0 if none
 * @param reason for people, in {@code lower case: key=value} form
 */
public record ContextFault(FaultKind kind, long address, String reason) {
}
