package org.paravane.host.engine;

import org.paravane.host.memory.PageStore;

/** What an engine keeps for one guest process. */
public interface EngineProcess extends AutoCloseable {
  /**
   * The local segment as this process sees it: as long as {@link Gpu#localMemory}, whose ranges are given out, and perhaps a store of
   * its own.
   */
  PageStore localMemory();

  /** The process is gone: its queues are closed, its memory is given back. */
  @Override
  void close();

  /** Of an engine that keeps nothing for a process. */
  record Shared(PageStore localMemory) implements EngineProcess {
    @Override
    public void close() {
      // nothing is kept
    }
  }
}
