package org.paravane.guest.fuse.session;

import org.paravane.linux.ThreadPlacement;

/** Where threads run. */
interface Processors {
  /** Of the system. */
  Processors SYSTEM = new Processors() {
    @Override
    public int current() {
      return ThreadPlacement.current();
    }

    @Override
    public int of(int threadId) {
      return ThreadPlacement.of(threadId);
    }

    @Override
    public boolean moveTo(int processor) {
      return ThreadPlacement.moveTo(processor);
    }
  };

  /** Where the calling thread runs; negative if that is not known. */
  int current();

  /** Where another thread runs; negative if that is not known. */
  int of(int threadId);

  /** Moves the calling thread, without keeping it there. False if it may not run there. */
  boolean moveTo(int processor);
}
