package org.paravane.host.engine.opencl;

import static org.lwjgl.opencl.CL10.CL_MEM_READ_WRITE;
import static org.lwjgl.opencl.CL10.CL_MEM_USE_HOST_PTR;
import static org.lwjgl.opencl.CL10.clReleaseMemObject;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.paravane.host.memory.GpuAccess;
import org.paravane.host.memory.StoreRun;

/**
 * Kernels use the mapped memory of guests itself. An OpenCL buffer is made exactly where an argument points, so that no rule for the
 * alignment of parts applies, and kept for the next time.
 */
final class InPlaceMemory implements DeviceMemory {
  private static final int MAX_BUFFERS = 1024;

  private record Key(int store, long offset, long bytes) {
  }

  private final OpenClContext context;
  private final Map<Integer, WorkerStore> stores;
  private final LinkedHashMap<Key, Long> buffers = new LinkedHashMap<>(64, 0.75f, true);
  private final long largest;
  private long generation;

  InPlaceMemory(OpenClContext context, Map<Integer, WorkerStore> stores) {
    this.context = context;
    this.stores = stores;
    this.largest = context.device().facts().info().maxAllocationBytes();
  }

  @Override
  public long generation() {
    return generation;
  }

  @Override
  public @Nullable String refusal(StoreRun run) {
    WorkerStore store = stores.get(run.store());
    if (store == null) {
      return run.store() == 0 ? "zero pages have no memory" : "not host memory";
    }
    return null;
  }

  @Override
  public long buffer(StoreRun run, GpuAccess access) {
    Key key = new Key(run.store(), run.offset(), Math.min(run.sizeBytes(), largest));
    Long known = buffers.get(key);
    if (known != null) {
      return known;
    }
    if (buffers.size() == MAX_BUFFERS) {
      Iterator<Long> eldest = buffers.values().iterator();
      clReleaseMemObject(eldest.next());
      eldest.remove();
      generation++;
    }
    WorkerStore store = stores.get(run.store());
    if (store == null) {
      throw new IllegalStateException("no such store: store=" + run.store());
    }
    long made = context.newBuffer(CL_MEM_READ_WRITE | CL_MEM_USE_HOST_PTR, key.bytes(),
        store.hostAddress(run.offset()));
    buffers.put(key, made);
    return made;
  }

  @Override
  public void mapped(int store, long offset, long bytes) {
    // Buffers are made when arguments point somewhere.
  }

  @Override
  public boolean copies() {
    return false;
  }

  @Override
  public void detach(int store) {
    generation++;
    for (Iterator<Map.Entry<Key, Long>> all = buffers.entrySet().iterator(); all.hasNext();) {
      Map.Entry<Key, Long> entry = all.next();
      if (entry.getKey().store() == store) {
        clReleaseMemObject(entry.getValue());
        all.remove();
      }
    }
  }

  @Override
  public void forget(int store, long offset, long bytes) {
    // The pages are the store's own: whoever frees them punches them out.
  }

  @Override
  public void close() {
    buffers.values().forEach(buffer -> clReleaseMemObject(buffer));
    buffers.clear();
  }
}
