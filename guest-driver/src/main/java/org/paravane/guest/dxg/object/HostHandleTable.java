package org.paravane.guest.dxg.object;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.Errno;
import org.paravane.abi.Handle;
import org.paravane.abi.Result;

/**
 * Handles that the host chooses: those of devices, contexts, allocations and all other objects. A handle is entered under
 * its index, which must be free (dxg-behaviour.md 3.2). At each look-up all its bits must match: the real driver does not
 * compare the instance bits, but a host that varies them from use to use of an index makes stale handles fail by it.
 * Entries cost memory only while they live, so a host that scatters its indices costs nothing.
 *
 * <p>Not safe for use by several threads: the owner locks.
 *
 * @param <T> what a handle names
 */
public final class HostHandleTable<T> {
  /** The largest index. */
  public static final int MAX_INDEX = 0xff_fffe;

  private record Entry<T>(Handle handle, T object) {
  }

  private final Map<Integer, Entry<T>> entries = new HashMap<>();
  private final int maxHandles;

  /** A table of at most that many live handles. */
  public HostHandleTable(int maxHandles) {
    this.maxHandles = maxHandles;
  }

  /** Enters an object under the host's handle. EINVAL when the handle is none or its index is taken, ENOMEM past the limit. */
  public Result<T> assign(Handle handle, T object) {
    Objects.requireNonNull(object);
    if (handle.isNone() || handle.index() > MAX_INDEX) {
      return Result.failed(Errno.EINVAL, "host handle out of range: handle=" + handle);
    }
    if (entries.size() >= maxHandles) {
      return Result.failed(Errno.ENOMEM, "too many handles: handle=" + handle + ", limit=" + maxHandles);
    }
    Entry<T> present = entries.putIfAbsent(handle.index(), new Entry<>(handle, object));
    return present == null
        ? Result.ok(object)
        : Result.failed(Errno.EINVAL, "host handle taken: handle=" + handle + ", by=" + present.handle());
  }

  /** The object of a live handle, or null. */
  public @Nullable T find(Handle handle) {
    Entry<T> entry = entries.get(handle.index());
    return entry != null && entry.handle().equals(handle) ? entry.object() : null;
  }

  /** The object of a live handle if it is of a kind, or null. */
  public <K extends T> @Nullable K find(Handle handle, Class<K> kind) {
    T object = find(handle);
    return kind.isInstance(object) ? kind.cast(object) : null;
  }

  /** Ends a handle of a kind and answers what it named, or null, and then nothing has changed. */
  public <K extends T> @Nullable K free(Handle handle, Class<K> kind) {
    K object = find(handle, kind);
    if (object != null) {
      entries.remove(handle.index());
    }
    return object;
  }

  /** How many handles are live. */
  public int size() {
    return entries.size();
  }
}
