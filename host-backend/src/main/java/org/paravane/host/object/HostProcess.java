package org.paravane.host.object;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.Errno;
import org.paravane.abi.Handle;
import org.paravane.abi.Result;
import org.paravane.host.memory.ApertureAllocator;
import org.paravane.host.memory.SegmentGroup;
import org.paravane.host.scheduler.SyncObject;

/**
 * A process of a guest: one opener of a device node. Has one handle table and one aperture and, on each adapter that it
 * uses, GPU addresses and memory. Most nodes show one adapter; the opener of a node that shows several uses them side by
 * side, and none of his objects crosses over: see {@link #find(Handle, Class, HostAdapter)}.
 */
public final class HostProcess {
  private final Handle handle;
  private final Partition partition;
  private final String name;
  private final String guestName;
  private final HandleTable<HostObject> handles;
  private final Set<HostDevice> devices = new LinkedHashSet<>();
  private final Set<HostSync> ownSyncs = new LinkedHashSet<>();
  private final Map<HostAdapter, ProcessAdapter> adapters = new LinkedHashMap<>();
  private @Nullable Aperture aperture;
  private long names;
  private long apertureExcessBytes;

  /** The pages, and who gives them out on all adapters. */
  private record Aperture(RegionPages pages, ApertureAllocator allocator) {
  }

  HostProcess(Handle handle, Partition partition, String name, String guestName) {
    this.handle = handle;
    this.partition = partition;
    this.name = name;
    this.guestName = guestName;
    this.handles = new HandleTable<>(partition.random());
  }

  /** What the guest names it by in each header. */
  public Handle handle() {
    return handle;
  }

  public Partition partition() {
    return partition;
  }

  /** For reasons and logs: {@code 3/process 7}. */
  public String name() {
    return name;
  }

  /** What the guest calls it; not checked. */
  public String guestName() {
    return guestName;
  }

  /** Where it works, in the order of first use; empty before its first device. */
  public List<ProcessAdapter> adapters() {
    return List.copyOf(adapters.values());
  }

  /** Its handles that are alive. */
  public int handleCount() {
    return handles.size();
  }

  /** The object that a handle names; EINVAL if it names none, or one of another kind. */
  public <T extends HostObject> Result<T> find(Handle wanted, Class<T> kind) {
    HostObject object = handles.get(wanted);
    return kind.isInstance(object)
        ? Result.ok(kind.cast(object))
        : Result.failed(Errno.EINVAL, "bad handle: process=" + name + ", handle=" + wanted + ", wanted="
            + kind.getSimpleName() + ", found=" + (object == null ? "nothing" : object.kind().label()));
  }

  /** The same, on one adapter: an object that the process has on another one is none. */
  public <T extends HostObject> Result<T> find(Handle wanted, Class<T> kind, HostAdapter adapter) {
    return find(wanted, kind).flatMap(object -> object.owner().adapter() == adapter
        ? Result.ok(object)
        : Result.failed(Errno.EINVAL, "object is on another adapter: process=" + name + ", handle=" + wanted + ", on={"
            + object.owner().adapter() + "}, wanted={" + adapter + "}"));
  }

  /** Brings the process to an adapter, if it is not there yet. */
  public Result<ProcessAdapter> on(AdapterShare share) {
    ProcessAdapter current = adapters.get(share.adapter());
    if (current != null) {
      return Result.ok(current);
    }
    return ProcessAdapter.join(this, share).flatMap(joined -> {
      adapters.put(share.adapter(), joined);
      return attach(joined);
    });
  }

  /** The memory of each adapter keeps the aperture's mapping for as long as an engine there may touch it. */
  private Result<ProcessAdapter> attach(ProcessAdapter joined) {
    Aperture shared = aperture;
    return shared == null
        ? Result.ok(joined)
        : shared.pages().retain().flatMap(pages -> joined.attach(pages, shared.allocator())).map(done -> joined);
  }

  /**
   * Gives the process its aperture, which all its adapters share.
   *
   * @return EEXIST if it has one
   */
  public Result<HostProcess> setAperture(RegionPages pages) {
    if (aperture != null) {
      pages.release();
      return Result.failed(Errno.EEXIST, "process has an aperture already: process=" + name);
    }
    aperture = new Aperture(pages, new ApertureAllocator(pages));
    for (ProcessAdapter joined : adapters.values()) {
      if (attach(joined) instanceof Result.Failed<ProcessAdapter> failed) {
        return failed.as();
      }
    }
    return Result.ok(this);
  }

  /**
   * Makes a device.
   *
   * @param cookie what the guest wants to hear when the device's state changes
   */
  public Result<HostDevice> createDevice(AdapterShare share, long cookie) {
    return on(share).flatMap(joined -> counted(ObjectKind.DEVICE, () -> {
      HostDevice device = enter(at -> new HostDevice(at, joined, cookie));
      devices.add(device);
      return Result.ok(device);
    }));
  }

  /** Makes a sync object that belongs to the process, not to a device. */
  public Result<HostSync> createSync(ProcessAdapter on, Supplier<Result<? extends SyncObject>> maker) {
    return counted(ObjectKind.SYNC_OBJECT, () -> switch (maker.get()) {
      case Result.Ok<? extends SyncObject>(SyncObject object) -> {
        HostSync sync = enter(at -> new HostSync(at, on, null, object, null, false));
        ownSyncs.add(sync);
        yield Result.ok(sync);
      }
      case Result.Failed<? extends SyncObject> failed -> failed.as();
    });
  }

  /** Destroys an object, and what it owns; EINVAL for a fence that belongs to a queue. */
  public Result<HostProcess> destroy(HostObject object) {
    switch (object) {
      case HostDevice device -> {
        device.end();
        devices.remove(device);
        leave(device);
      }
      case HostContext context -> context.device().destroy(context);
      case HostQueue queue -> queue.context().device().destroy(queue);
      case PagingQueue queue -> queue.device().destroy(queue);
      case HostAllocation allocation -> allocation.device().allocations().destroy(List.of(allocation));
      case HostResource resource -> resource.device().allocations().destroy(resource);
      case HostSync sync -> {
        HostDevice device = sync.device();
        if (sync.isOfQueue()) {
          return Result.failed(Errno.EINVAL, "fence belongs to a queue: process=" + name + ", " + sync);
        } else if (device != null) {
          device.destroyFence(sync);
        } else {
          sync.end();
          ownSyncs.remove(sync);
          leave(sync);
        }
      }
    }
    return Result.ok(this);
  }

  /** Ends what it has on an adapter, and lets go of it; its memory follows when no engine can touch it. */
  void leaveAdapter(HostAdapter adapter) {
    ProcessAdapter left = adapters.get(adapter);
    if (left == null) {
      return;
    }
    Stream.<HostObject>concat(devices.stream(), ownSyncs.stream()).filter(object -> object.owner() == left).toList()
        .forEach(this::destroy);
    adapters.remove(adapter);
    left.release();
  }

  /** Ends everything. */
  void end() {
    List.copyOf(adapters.keySet()).forEach(this::leaveAdapter);
    if (aperture != null) {
      aperture.pages().release();
      aperture = null;
    }
  }

  /**
   * Takes back what the guest dirtied in the aperture outside of its allocations.
   *
   * @return bytes taken back, usually 0
   */
  long auditAperture() {
    Aperture audited = aperture;
    long excess = audited == null ? 0 : audited.allocator().audit();
    apertureExcessBytes += excess;
    return excess;
  }

  /** What was ever found in the aperture outside of all allocations. */
  public long apertureExcessBytes() {
    return apertureExcessBytes;
  }

  /** Counts objects against the partition's limits while they are made; not counted if that fails. */
  <T> Result<T> counted(ObjectKind kind, int count, Supplier<Result<T>> maker) {
    if (partition.budget().acquire(kind, count) instanceof Result.Failed<Integer> failed) {
      return failed.as();
    }
    Result<T> made = maker.get();
    if (made instanceof Result.Failed<T>) {
      partition.budget().release(kind, count);
    }
    return made;
  }

  <T> Result<T> counted(ObjectKind kind, Supplier<Result<T>> maker) {
    return counted(kind, 1, maker);
  }

  void uncount(ObjectKind kind, int count) {
    partition.budget().release(kind, count);
  }

  /** Gives an object its handle. */
  <T extends HostObject> T enter(Function<Handle, T> maker) {
    return handles.assign(maker);
  }

  /** Takes an object's handle away, and counts it no more. */
  void leave(HostObject object) {
    if (handles.free(object.handle()) != object) {
      throw new IllegalStateException("handle of another object: " + object);
    }
    partition.budget().release(object.kind(), 1);
  }

  /** A number for something without a handle yet. */
  long nextName() {
    return ++names;
  }

  /** Operations that are queued in its contexts now. */
  long queuedWork() {
    return devices.stream().mapToLong(HostDevice::queuedWork).sum();
  }

  /** Bytes in use on all its adapters. */
  public long memoryUsed(SegmentGroup group) {
    return adapters.values().stream().mapToLong(on -> on.memory().figures(group).usage()).sum();
  }

  @Override
  public String toString() {
    return "process=" + name;
  }
}
