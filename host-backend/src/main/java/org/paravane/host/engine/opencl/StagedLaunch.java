package org.paravane.host.engine.opencl;

import java.util.List;

/** Brings the visible memory that a kernel uses to the device before it, and what it may have written back behind it. */
final class StagedLaunch implements AutoCloseable {
  private final StagedMemory memory;
  private final RingTransfer transfer;
  private List<StagedMemory.Argument> arguments = List.of();
  private boolean up;
  private int next;

  StagedLaunch(StagedMemory memory, RingTransfer transfer) {
    this.memory = memory;
    this.transfer = transfer;
  }

  /** From now on it is noted which memory a launch asks for. */
  void collect() {
    memory.clearUsed();
  }

  /** Whether there was any that has to be copied. */
  boolean hasArguments() {
    arguments = memory.used();
    return !arguments.isEmpty();
  }

  void upload() {
    up = true;
    next = 0;
    beginNext();
  }

  void download() {
    up = false;
    next = 0;
    beginNext();
  }

  /** Whether all copies of this direction are enqueued (up) or have landed (down). */
  boolean advance() {
    while (next < arguments.size()) {
      if (!transfer.advance()) {
        return false;
      }
      next++;
      beginNext();
    }
    return true;
  }

  @Override
  public void close() {
    transfer.close();
  }

  private void beginNext() {
    while (next < arguments.size() && !up && !arguments.get(next).written()) {
      next++;
    }
    if (next < arguments.size()) {
      StagedMemory.Argument argument = arguments.get(next);
      int store = argument.store().number();
      transfer.begin(store, argument.offset(), store, argument.offset(), argument.bytes(), up);
    }
  }
}
