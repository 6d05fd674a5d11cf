package org.paravane.host.memory;

/** What an address of a reservation does while nothing is mapped there. Source: d3dddigpuva_reservation_type. */
public enum ReservationKind {
  /** Every access faults. */
  NO_ACCESS,
  /** Reads as zeros; writing faults. */
  ZERO,
  /** Every access faults; nothing needs to be prepared for it. */
  NO_COMMIT
}
