package org.paravane.host.memory;

/**
 * Memory of one owner in one segment group, in bytes; what LX_DXQUERYVIDEOMEMORYINFO answers.
 *
 * @param budget what it could have in use, given what others use now
 * @param usage what it has in use
 * @param reservation what it asked to be kept for it
 * @param availableForReservation the most that it could reserve
 */
public record MemoryFigures(long budget, long usage, long reservation, long availableForReservation) {
}
