package org.paravane.guest.dxg.object;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.Errno;
import org.paravane.abi.Handle;
import org.paravane.abi.Result;

/**
 * One open file of a device node: a process of its own to the host, with both handle tables, its objects and its aperture.
 * It can see the adapters of its {@link Sight}, and uses those that it has opened; objects of all of them share the tables.
 *
 * <p>All methods are short and hold one lock; none talks to the host. A handle is freed here before the host is told to
 * destroy, because the host may give the number to another object at once (dxg-behaviour.md 7.3).
 */
public final class DxgProcess {
  /** Most handles of each table. */
  public static final int MAX_HANDLES = 1 << 20;

  /** What an adapter handle names. */
  private record AdapterOpening(DxgAdapter adapter) {
  }

  private final long id;
  private final int threadGroupId;
  private final Handle hostHandle;
  private final Sight sight;
  private final @Nullable Aperture aperture;
  private final GuestHandleTable<AdapterOpening> openings = new GuestHandleTable<>(MAX_HANDLES);
  private final HostHandleTable<DxgObject> objects = new HostHandleTable<>(MAX_HANDLES);
  private final Set<DxgDevice> devices = new LinkedHashSet<>();
  /** Openings by adapter; an adapter stays here until it is lost or the process ends. */
  private final Map<DxgAdapter, Integer> adapters = new LinkedHashMap<>();
  /** What was on adapters that are gone; the host may give such a number to another object. */
  private final Set<Handle> lost = new HashSet<>();
  private final LentFiles lentFiles = new LentFiles();
  private boolean ended;
  private volatile String lastFault = "";

  /**
   * A process without objects.
   *
   * @param id            unique for the connection; names the process to the host as a cookie
   * @param threadGroupId who may use it
   * @param hostHandle    what the host calls it
   * @param sight         the adapters that it can open
   * @param aperture      what it shares with the host; null with a host that knows no apertures
   */
  public DxgProcess(long id, int threadGroupId, Handle hostHandle, Sight sight, @Nullable Aperture aperture) {
    this.id = id;
    this.threadGroupId = threadGroupId;
    this.hostHandle = hostHandle;
    this.sight = sight;
    this.aperture = aperture;
  }

  public long id() {
    return id;
  }

  /** The thread group that opened the file; others are refused (fork detection). */
  public int threadGroupId() {
    return threadGroupId;
  }

  public Handle hostHandle() {
    return hostHandle;
  }

  /** The adapters that it can open. */
  public Sight sight() {
    return sight;
  }

  /** The adapters that it uses, each as the owner of events there. */
  public synchronized List<ProcessAdapter> adapters() {
    return adapters.keySet().stream().map(adapter -> new ProcessAdapter(this, adapter)).toList();
  }

  /** Events that it waits for, on all adapters. */
  public int pendingEvents() {
    return adapters().stream().mapToInt(use -> use.adapter().events().count(use)).sum();
  }

  /** What it shares with the host. ENODEV with a host that knows no apertures. */
  public Result<Aperture> aperture() {
    return aperture != null
        ? Result.ok(aperture)
        : Result.failed(Errno.ENODEV, "host knows no apertures: process=" + id);
  }

  /** Memory that the caller offers for allocations. */
  public LentFiles lentFiles() {
    return lentFiles;
  }

  /** The offset in the aperture of a page range that the host named; ENOMEM where it cannot be mapped. */
  public Result<Long> offsetOf(long hostGpa, long bytes) {
    return aperture().flatMap(memory -> memory.offsetOf(hostGpa, bytes));
  }

  /** Why a device of the process went into an error state, the last time that the host said so; empty before. */
  public String lastFault() {
    return lastFault;
  }

  /** The host said why a device is in an error state. */
  public void noteFault(String reason) {
    lastFault = reason;
  }

  /**
   * Uses an adapter from now on, with or without opening it; false when the process has ended. The adapter knows of it
   * before.
   */
  public synchronized boolean use(DxgAdapter adapter) {
    if (!ended) {
      adapters.putIfAbsent(adapter, 0);
    }
    return !ended;
  }

  /**
   * Opens an adapter that is used, once more. The handle is no number that the host uses, so that neither is taken for the
   * other. ENODEV when the adapter was lost meanwhile, ENOMEM when the table is full.
   */
  public synchronized Result<Handle> openAdapter(DxgAdapter adapter) {
    if (ended || !adapters.containsKey(adapter)) {
      return Result.failed(Errno.ENODEV, "adapter is gone: process=" + id + ", adapter=" + adapter.identity().luid());
    }
    List<Handle> skipped = new ArrayList<>();
    Handle handle = openings.allocate(new AdapterOpening(adapter));
    while (!handle.isNone() && objects.find(handle) != null) {
      skipped.add(handle);
      handle = openings.allocate(new AdapterOpening(adapter));
    }
    skipped.forEach(openings::free);
    if (handle.isNone()) {
      return Result.failed(Errno.ENOMEM, "no adapter handle is free: process=" + id);
    }
    adapters.merge(adapter, 1, Integer::sum);
    return Result.ok(handle);
  }

  /** The adapter that a handle is an opening of; EINVAL when it is none. */
  public synchronized Result<DxgAdapter> adapter(Handle handle) {
    AdapterOpening opening = openings.find(handle);
    return opening != null ? Result.ok(opening.adapter()) : unknown(handle, "adapter");
  }

  /** Openings of adapters that are live. */
  public synchronized int openingCount() {
    return openings.size();
  }

  /**
   * Ends an opening. Works for an adapter that is gone as well.
   *
   * @return the remains of the adapter's devices when it was the last opening of it, else nothing; EINVAL for no adapter
   *     handle
   */
  public synchronized Result<List<DeviceRemains>> closeAdapter(Handle handle) {
    AdapterOpening opening = openings.free(handle);
    if (opening == null) {
      return unknown(handle, "adapter");
    }
    Integer left = adapters.computeIfPresent(opening.adapter(), (adapter, count) -> count - 1);
    return Result.ok(left != null && left == 0 ? takeDevices(opening.adapter()) : List.of());
  }

  /** The object of a handle and kind; EINVAL when there is none. */
  public synchronized <K extends DxgObject> Result<K> find(Handle handle, Class<K> kind) {
    K object = objects.find(handle, kind);
    return object != null ? Result.ok(object) : unknown(handle, kind.getSimpleName());
  }

  /** The object of a handle, whatever its kind; EINVAL when there is none. */
  public synchronized Result<DxgObject> find(Handle handle) {
    DxgObject object = objects.find(handle);
    return object != null ? Result.ok(object) : unknown(handle, "object");
  }

  private <T> Result<T> unknown(Handle handle, String kind) {
    return lost.contains(handle)
        ? Result.failed(Errno.ENODEV, "adapter of the object is gone: process=" + id + ", handle=" + handle)
        : Result.failed(Errno.EINVAL, "no such handle: process=" + id + ", handle=" + handle + ", kind=" + kind);
  }

  /**
   * Enters objects that the host has made: all of them or none. EINVAL when the host's numbers are none, taken or those of
   * adapter handles, when the parent was destroyed meanwhile, or when the process has ended; ENOMEM past the limit.
   */
  public synchronized Result<Handle> enter(List<? extends DxgObject> created) {
    List<DxgObject> entered = new ArrayList<>();
    for (DxgObject object : created) {
      Result<Handle> result = enterOne(object);
      if (result instanceof Result.Failed<Handle> failed) {
        entered.forEach(this::leave);
        return failed;
      }
      entered.add(object);
    }
    return Result.ok(created.getFirst().handle());
  }

  private Result<Handle> enterOne(DxgObject object) {
    if (!ended && !adapters.containsKey(object.device().adapter())) {
      return Result.failed(Errno.ENODEV, "adapter is gone: process=" + id + ", object=" + object);
    }
    if (ended || !parentLives(object)) {
      return Result.failed(Errno.EINVAL, "owner was destroyed meanwhile: process=" + id + ", object=" + object);
    }
    if (openings.find(object.handle()) != null) {
      return Result.failed(Errno.EINVAL, "host handle is an adapter handle: handle=" + object.handle());
    }
    return objects.assign(object.handle(), object).map(assigned -> {
      lost.remove(object.handle());
      if (object instanceof DxgDevice device) {
        devices.add(device);
      } else {
        object.device().add(object);
      }
      return object.handle();
    });
  }

  private boolean parentLives(DxgObject object) {
    return switch (object) {
      case DxgDevice device -> adapters.getOrDefault(device.adapter(), 0) > 0;
      case DxgHwQueue queue -> isLive(queue.context());
      case DxgAllocation allocation -> allocation.device().isActive()
          && allocation.resource().map(this::isLive).orElse(true);
      case DxgContext context -> context.device().isActive();
      case DxgPagingQueue queue -> queue.device().isActive();
      case DxgResource resource -> resource.device().isActive();
      case DxgSyncObject sync -> sync.device().isActive();
      case QueueFence fence -> fence.device().isActive();
    };
  }

  private boolean isLive(DxgObject object) {
    return objects.find(object.handle()) == object;
  }

  private void leave(DxgObject object) {
    objects.free(object.handle(), object.getClass());
    if (object instanceof DxgDevice device) {
      devices.remove(device);
    } else {
      object.device().remove(object);
    }
  }

  /** Takes a context out, with its hardware queues. EINVAL when the handle names none. */
  public synchronized Result<DxgContext> takeContext(Handle handle) {
    return find(handle, DxgContext.class).map(context -> {
      leave(context);
      for (DxgObject child : context.device().children()) {
        if (child instanceof DxgHwQueue queue && queue.context() == context) {
          leave(queue);
          leave(queue.progressFence());
        }
      }
      return context;
    });
  }

  /** Takes a hardware queue out, with its fence. EINVAL when the handle names none. */
  public synchronized Result<DxgHwQueue> takeHwQueue(Handle handle) {
    return find(handle, DxgHwQueue.class).map(queue -> {
      leave(queue);
      leave(queue.progressFence());
      return queue;
    });
  }

  /** Takes a paging queue out, with its fence. EINVAL when the handle names none. */
  public synchronized Result<DxgPagingQueue> takePagingQueue(Handle handle) {
    return find(handle, DxgPagingQueue.class).map(queue -> {
      leave(queue);
      leave(queue.fence());
      return queue;
    });
  }

  /** Takes a synchronisation object out. EINVAL when the handle names none; the fence of a queue is none. */
  public synchronized Result<DxgSyncObject> takeSyncObject(Handle handle) {
    return find(handle, DxgSyncObject.class).map(sync -> {
      leave(sync);
      return sync;
    });
  }

  /** Takes a resource of a device out, with its allocations. EINVAL when the handle names none there. */
  public synchronized Result<List<DxgAllocation>> takeResource(DxgDevice device, Handle handle) {
    DxgResource resource = objects.find(handle, DxgResource.class);
    if (resource == null || resource.device() != device) {
      return unknown(handle, "resource of " + device);
    }
    leave(resource);
    return Result.ok(takeAllocationsOf(resource));
  }

  private List<DxgAllocation> takeAllocationsOf(DxgResource resource) {
    List<DxgAllocation> members = new ArrayList<>();
    for (DxgObject child : resource.device().children()) {
      if (child instanceof DxgAllocation allocation && allocation.resource().orElse(null) == resource) {
        leave(allocation);
        members.add(allocation);
      }
    }
    return members;
  }

  /**
   * Takes allocations of a device out: all of them or none. They must all be in one resource that is not shared, or all in
   * none. EINVAL otherwise, and when one is named twice.
   */
  public synchronized Result<List<DxgAllocation>> takeAllocations(DxgDevice device, List<Handle> handles) {
    List<DxgAllocation> taken = new ArrayList<>();
    Set<DxgAllocation> distinct = new HashSet<>();
    for (Handle handle : handles) {
      DxgAllocation allocation = objects.find(handle, DxgAllocation.class);
      if (allocation == null || allocation.device() != device) {
        return unknown(handle, "allocation of " + device);
      }
      if (!distinct.add(allocation)) {
        return Result.failed(Errno.EINVAL, "allocation is named twice: handle=" + handle);
      }
      if (!taken.isEmpty() && !allocation.resource().equals(taken.getFirst().resource())) {
        return Result.failed(Errno.EINVAL, "allocations are of different resources: handle=" + handle);
      }
      if (allocation.resource().map(DxgResource::shared).orElse(false)) {
        return Result.failed(Errno.EINVAL, "allocation is part of a shared resource: handle=" + handle);
      }
      taken.add(allocation);
    }
    taken.forEach(this::leave);
    return Result.ok(taken);
  }

  /** Takes a device out with all that belongs to it. EINVAL when the handle names none. */
  public synchronized Result<DeviceRemains> takeDevice(Handle handle) {
    return find(handle, DxgDevice.class).map(this::takeApart);
  }

  private List<DeviceRemains> takeDevices(DxgAdapter adapter) {
    return devices.stream().filter(device -> device.adapter() == adapter).toList().stream().map(this::takeApart)
        .toList();
  }

  /**
   * An adapter is gone: it is not used any more, and all that was on it is taken out. Its handles answer ENODEV from now on,
   * those of other adapters live on. Openings stay, to be closed.
   */
  public synchronized List<DeviceRemains> lose(DxgAdapter adapter) {
    adapters.remove(adapter);
    for (DxgDevice device : devices) {
      if (device.adapter() == adapter && lost.size() < MAX_HANDLES) {
        lost.add(device.handle());
        device.children().forEach(child -> lost.add(child.handle()));
      }
    }
    return takeDevices(adapter);
  }

  /** No handle is given out any more; {@link #lose} follows for each adapter in use. False when it had ended before. */
  public synchronized boolean end() {
    boolean first = !ended;
    ended = true;
    lentFiles.end();
    openings.entries().forEach(entry -> openings.free(entry.handle()));
    return first;
  }

  private DeviceRemains takeApart(DxgDevice device) {
    device.retire();
    List<DxgAllocation> loose = new ArrayList<>();
    List<DxgAllocation> members = new ArrayList<>();
    List<DxgResource> resources = new ArrayList<>();
    List<DxgSyncObject> syncObjects = new ArrayList<>();
    for (DxgObject child : device.children()) {
      leave(child);
      switch (child) {
        case DxgAllocation allocation -> (allocation.resource().isPresent() ? members : loose).add(allocation);
        case DxgResource resource -> resources.add(resource);
        case DxgSyncObject sync -> syncObjects.add(sync);
        case DxgContext context -> {
        }
        case DxgHwQueue queue -> {
        }
        case DxgPagingQueue queue -> {
        }
        case QueueFence fence -> {
        }
        case DxgDevice itself -> throw new IllegalStateException("device inside a device: " + itself);
      }
    }
    leave(device);
    return new DeviceRemains(device, loose, resources, members, syncObjects);
  }

  /** Objects that live, for tests and statistics. */
  public synchronized int objectCount() {
    return objects.size();
  }

  /**
   * What is left of a device that was taken out of the tables.
   *
   * @param allocations those in no resource
   * @param resources   with all their allocations
   * @param members     allocations of the resources
   * @param syncObjects those that were not destroyed before
   */
  public record DeviceRemains(DxgDevice device, List<DxgAllocation> allocations, List<DxgResource> resources,
      List<DxgAllocation> members, List<DxgSyncObject> syncObjects) {
  }
}
