package org.paravane.vmbus.ring;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** Memory in which the other side acts exactly when a test wants it to. */
final class HookedMemory implements RingMemory {
  private final RingMemory memory;
  private int field = -1;
  private @Nullable Fence fence;
  private Runnable action = () -> {
  };

  HookedMemory(RingMemory memory) {
    this.memory = memory;
  }

  void beforeLoad(int loadedField, Runnable once) {
    field = loadedField;
    action = once;
  }

  void atFence(Fence point, Runnable once) {
    fence = point;
    action = once;
  }

  @Override
  public RingSize size() {
    return memory.size();
  }

  @Override
  public int loadAcquire(int loadedField) {
    if (loadedField == field) {
      field = -1;
      action.run();
    }
    return memory.loadAcquire(loadedField);
  }

  @Override
  public void storeRelease(int storedField, int value) {
    memory.storeRelease(storedField, value);
  }

  @Override
  public void fullFence(Fence point) {
    memory.fullFence(point);
    if (point == fence) {
      fence = null;
      action.run();
    }
  }

  @Override
  public long loadUnit(int index) {
    return memory.loadUnit(index);
  }

  @Override
  public void storeUnit(int index, long value) {
    memory.storeUnit(index, value);
  }

  @Override
  public void read(int index, MemorySegment to, long toOffset, int bytes) {
    memory.read(index, to, toOffset, bytes);
  }

  @Override
  public void write(MemorySegment from, long fromOffset, int index, int bytes) {
    memory.write(from, fromOffset, index, bytes);
  }
}
