package org.paravane.vmbus.ring;

import java.lang.foreign.MemorySegment;

/** Memory that passes everything on; subclasses are peers that change bytes between two accesses. */
class MutatingMemory implements RingMemory {
  private final RingMemory memory;
  private boolean attached;

  MutatingMemory(RingMemory memory) {
    this.memory = memory;
  }

  /** Called before every access of the side under test, once it has attached. */
  void meddle() {
  }

  private void access() {
    if (attached) {
      meddle();
    }
  }

  /** From now on the peer meddles. */
  void attached() {
    attached = true;
  }

  @Override
  public RingSize size() {
    return memory.size();
  }

  @Override
  public int loadAcquire(int field) {
    access();
    return memory.loadAcquire(field);
  }

  @Override
  public void storeRelease(int field, int value) {
    access();
    memory.storeRelease(field, value);
  }

  @Override
  public long loadUnit(int index) {
    access();
    return memory.loadUnit(index);
  }

  @Override
  public void storeUnit(int index, long value) {
    access();
    memory.storeUnit(index, value);
  }

  @Override
  public void read(int index, MemorySegment to, long toOffset, int bytes) {
    access();
    memory.read(index, to, toOffset, bytes);
  }

  @Override
  public void write(MemorySegment from, long fromOffset, int index, int bytes) {
    access();
    memory.write(from, fromOffset, index, bytes);
  }
}
