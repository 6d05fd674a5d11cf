package org.paravane.host.engine.opencl;

import static org.lwjgl.opencl.CL10.CL_MEM_READ_WRITE;
import static org.lwjgl.opencl.CL10.clFinish;
import static org.lwjgl.opencl.CL10.clReleaseCommandQueue;
import static org.lwjgl.opencl.CL10.nclEnqueueCopyBuffer;
import static org.lwjgl.opencl.CL12.nclEnqueueFillBuffer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.paravane.host.memory.GpuAccess;
import org.paravane.host.memory.StoreRun;

/**
 * The device has memory of its own. Local stores are buffers of the device, zero at first; of visible memory the device has copies that
 * {@link StagedLaunch} brings there and back. Both in extents: a buffer for each range of a store that was mapped as one.
 */
final class StagedMemory implements DeviceMemory {
  /** Memory that a launch uses and that is the guest's: to be copied to the device, and back if the kernel may write it. */
  record Argument(WorkerStore store, long offset, long bytes, boolean written) {
  }

  private final OpenClContext context;
  private final Map<Integer, WorkerStore> stores;
  private final Map<Integer, NavigableMap<Long, Extent>> extents = new HashMap<>();
  private final List<Argument> used = new ArrayList<>();
  private final Native zero = new Native(8);
  private final long queue;
  private long generation;

  StagedMemory(OpenClContext context, Map<Integer, WorkerStore> stores) {
    this.context = context;
    this.stores = stores;
    this.queue = context.newQueue(0, false);
  }

  /** Never the same: every launch has to say which memory it uses. */
  @Override
  public long generation() {
    return ++generation;
  }

  @Override
  public boolean copies() {
    return true;
  }

  @Override
  public @Nullable String refusal(StoreRun run) {
    Extent extent = find(run.store(), run.offset());
    if (extent == null) {
      return run.store() == 0 ? "zero pages have no memory" : "not memory of the device";
    }
    int alignment = context.device().baseAlignmentBytes();
    return (run.offset() - extent.offset()) % alignment == 0
        ? null
        : "misaligned for the device, alignment=" + alignment;
  }

  @Override
  public long buffer(StoreRun run, GpuAccess access) {
    Extent extent = extentAt(run.store(), run.offset());
    WorkerStore store = store(run.store());
    if (!store.local()) {
      used.add(new Argument(store, run.offset(), Math.min(run.sizeBytes(), extent.end() - run.offset()),
          access == GpuAccess.WRITE));
    }
    return extent.bufferFrom(run.offset());
  }

  /** Forgets which memory launches used. */
  void clearUsed() {
    used.clear();
  }

  /** The visible memory that was asked for since {@link #clearUsed}. */
  List<Argument> used() {
    return List.copyOf(used);
  }

  WorkerStore store(int number) {
    return Objects.requireNonNull(stores.get(number));
  }

  /** The extent that has this offset, with its buffer; it must be mapped. */
  Extent extentAt(int store, long offset) {
    Extent planned = Objects.requireNonNull(find(store, offset));
    return planned.buffer() != 0 ? planned : realize(store, planned);
  }

  /** A range that overlaps several extents makes one of them, with what they had. */
  @Override
  public void mapped(int store, long offset, long bytes) {
    NavigableMap<Long, Extent> ofStore = extents.computeIfAbsent(store, number -> new TreeMap<>());
    long begin = offset;
    long end = offset + bytes;
    List<Extent> overlapped = new ArrayList<>();
    Extent first = find(store, offset);
    if (first != null && first.end() >= end) {
      return;
    } else if (first != null) {
      begin = first.offset();
      overlapped.add(first);
    }
    overlapped.addAll(ofStore.subMap(offset, first == null, end, false).values());
    if (overlapped.isEmpty()) {
      ofStore.put(begin, new Extent(begin, end - begin, 0));
      return;
    }
    end = Math.max(end, overlapped.getLast().end());
    merge(store, ofStore, new Extent(begin, end - begin, 0), overlapped);
  }

  @Override
  public void forget(int store, long offset, long bytes) {
    NavigableMap<Long, Extent> ofStore = extents.get(store);
    if (ofStore == null) {
      return;
    }
    long end = offset + bytes;
    Extent first = find(store, offset);
    List<Extent> touched = new ArrayList<>(ofStore.subMap(offset, end).values());
    if (first != null && first.offset() < offset) {
      touched.add(first);
    }
    for (Extent extent : touched) {
      if (extent.offset() >= offset && extent.end() <= end) {
        ofStore.remove(extent.offset());
        extent.release();
      } else if (extent.buffer() != 0) {
        long from = Math.max(offset, extent.offset());
        clear(extent.buffer(), from - extent.offset(), Math.min(end, extent.end()) - from);
      }
    }
  }

  @Override
  public void detach(int store) {
    NavigableMap<Long, Extent> gone = extents.remove(store);
    if (gone != null) {
      gone.values().forEach(Extent::release);
    }
  }

  @Override
  public void close() {
    List.copyOf(extents.keySet()).forEach(this::detach);
    clReleaseCommandQueue(queue);
    zero.close();
  }

  private @Nullable Extent find(int store, long offset) {
    NavigableMap<Long, Extent> ofStore = extents.get(store);
    Map.Entry<Long, Extent> entry = ofStore == null ? null : ofStore.floorEntry(offset);
    return entry != null && entry.getValue().end() > offset ? entry.getValue() : null;
  }

  private Extent realize(int store, Extent planned) {
    long buffer = context.newBuffer(CL_MEM_READ_WRITE, planned.sizeBytes(), 0);
    Extent real = new Extent(planned.offset(), planned.sizeBytes(), buffer);
    if (store(store).local()) {
      clear(buffer, 0, real.sizeBytes());
    }
    Objects.requireNonNull(extents.get(store)).put(real.offset(), real);
    return real;
  }

  private void merge(int store, NavigableMap<Long, Extent> ofStore, Extent planned, List<Extent> overlapped) {
    overlapped.forEach(extent -> ofStore.remove(extent.offset()));
    ofStore.put(planned.offset(), planned);
    if (store(store).local() && overlapped.stream().anyMatch(extent -> extent.buffer() != 0)) {
      Extent real = realize(store, planned);
      for (Extent extent : overlapped) {
        if (extent.buffer() != 0) {
          OpenClException.check(nclEnqueueCopyBuffer(queue, extent.buffer(), real.buffer(), 0,
              extent.offset() - real.offset(), extent.sizeBytes(), 0, 0, 0), "clEnqueueCopyBuffer");
        }
      }
      OpenClException.check(clFinish(queue), "clFinish");
    }
    overlapped.forEach(Extent::release);
  }

  /** Rare, and before anybody uses the memory: waits for it. */
  private void clear(long buffer, long offset, long bytes) {
    zero.setLong(0, 0);
    OpenClException.check(nclEnqueueFillBuffer(queue, buffer, zero.address(0), 8, offset, bytes, 0, 0, 0),
        "clEnqueueFillBuffer");
    OpenClException.check(clFinish(queue), "clFinish");
  }
}
