package org.paravane.runtime.fake;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.paravane.abi.Handle;

/** Objects by handle. */
final class FakeObjects {

  /** An opening of the adapter. */
  record Adapter() {
  }

  /** A context of a device. */
  record Context(FakeDevice device) {
  }

  /** An allocation; the offset is where it lies in the aperture, 0 if it does not. */
  static final class Allocation {
    private final MemorySegment memory;
    private final long offset;
    private int locks;

    Allocation(MemorySegment memory, long offset) {
      this.memory = memory;
      this.offset = offset;
    }

    MemorySegment memory() {
      return memory;
    }

    long offset() {
      return offset;
    }

    int locks() {
      return locks;
    }

    void lock(int by) {
      locks += by;
    }
  }

  /** A paging queue. */
  record Paging(FakeFence fence) {
  }

  private final Map<Integer, Object> objects = new TreeMap<>();
  private int next = 0x40;

  FakeObjects(FakeMemory memory) {
    memory.place(FakeMemory.PAGE);
  }

  Handle add(Object object) {
    Handle handle = new Handle(next);
    next += 0x40;
    objects.put(handle.value(), object);
    return handle;
  }

  /** The object of a handle; IllegalArgumentException for a wrong one, which the node answers with EINVAL. */
  <T> T get(Handle handle, Class<T> kind) {
    Object object = objects.get(handle.value());
    if (!kind.isInstance(object)) {
      throw new IllegalArgumentException("no such handle: handle=" + handle + ", kind=" + kind.getSimpleName());
    }
    return kind.cast(object);
  }

  <T> T remove(Handle handle, Class<T> kind) {
    T object = get(handle, kind);
    objects.remove(handle.value());
    return object;
  }

  void removeValue(Object object) {
    objects.values().removeIf(object::equals);
  }

  <T> List<T> all(Class<T> kind) {
    return objects.values().stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  Map<String, Integer> alive() {
    Map<String, Integer> alive = new TreeMap<>();
    objects.values().forEach(object -> alive.merge(object.getClass().getSimpleName(), 1, Integer::sum));
    alive.merge("locks", all(Allocation.class).stream().mapToInt(Allocation::locks).sum(), Integer::sum);
    return alive;
  }
}
