package org.paravane.host.engine.remote;

/** Who shares a worker, and so an address space in which guest code runs natively. */
public enum Isolation {
  /** Each guest process has a worker of its own. */
  PROCESS,
  /** All processes of a guest connection share one. */
  PARTITION,
  /** One for all, on a thread of the host: for guests that are trusted as the host is. */
  IN_PROCESS
}
