package org.paravane.host.object;

import org.paravane.host.memory.AllocationRequest;

/**
 * One allocation that a guest asks for.
 *
 * @param request the memory
 * @param lockable whether the guest's CPU may map it
 */
public record AllocationWish(AllocationRequest request, boolean lockable) {
}
