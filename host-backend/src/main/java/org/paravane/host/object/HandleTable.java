package org.paravane.host.object;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.Handle;

/**
 * The handles of one process. A handle has the layout that the guest's own table wants (dxg-behaviour.md 3.1):
 *
 * <pre>
 *  31 30 29                          6 5      0
 * +-----+-----------------------------+--------+
 * |uniq |            index            |instance|
 * +-----+-----------------------------+--------+
 * </pre>
 *
 * The guest sizes its table by the index, so indices are dense, start at 1 and are reused first freed, first used. The
 * bits of unique and instance are random for every assignment and never the same twice in a row for one index, and
 * a look-up compares all 32 bits: a stale or invented handle is found out, and handles of another process are not in
 * this table at all.
 *
 * @param <T> what a handle names
 */
public final class HandleTable<T> {
  /** The largest number of handles alive at once. */
  public static final int MAX_HANDLES = 1 << 20;

  private static final int INDEX_SHIFT = 6;
  private static final int INDEX_MASK = 0xFF_FFFF;
  /** Instances of a handle, 1…63. Instance 0 is what a guest's own adapter handles have: ours must never look like one. */
  private static final int INSTANCES = 63;
  private static final int TAG_COUNT = 4 * INSTANCES;

  private static final class Entry<T> {
    private int handle;
    private @Nullable T object;
  }

  private final RandomGenerator random;
  private final List<Entry<T>> entries = new ArrayList<>();
  private final ArrayDeque<Integer> freed = new ArrayDeque<>();

  /** A table whose tags come from {@code random}: a secure one, except in tests. */
  public HandleTable(RandomGenerator random) {
    this.random = random;
  }

  /**
   * Gives an object a handle.
   *
   * @param maker makes the object of its handle
   * @throws IllegalStateException when the table is full, which limits of objects must prevent
   */
  public <S extends T> S assign(Function<Handle, S> maker) {
    int index = freed.isEmpty() ? entries.size() + 1 : freed.getFirst();
    if (index > MAX_HANDLES) {
      throw new IllegalStateException("handle table full: handles=" + entries.size());
    }
    boolean isNew = index > entries.size();
    int handle = (index << INDEX_SHIFT) | freshTag(isNew ? 0 : entries.get(index - 1).handle);
    S object = maker.apply(new Handle(handle));
    if (isNew) {
      entries.add(new Entry<>());
    } else {
      freed.removeFirst();
    }
    Entry<T> entry = entries.get(index - 1);
    entry.handle = handle;
    entry.object = object;
    return object;
  }

  /** The object that a handle names, or null for a handle that is stale, never assigned or 0. */
  public @Nullable T get(Handle handle) {
    Entry<T> entry = entry(handle);
    return entry == null ? null : entry.object;
  }

  /** Ends a handle. Returns the object that it named, or null as {@link #get}. */
  public @Nullable T free(Handle handle) {
    Entry<T> entry = entry(handle);
    if (entry == null) {
      return null;
    }
    T object = entry.object;
    entry.object = null;
    freed.addLast(handle.index());
    return object;
  }

  /** How many handles are alive. */
  public int size() {
    return entries.size() - freed.size();
  }

  /** A tag other than the last one of the same index. */
  private int freshTag(int lastHandle) {
    int tag = random.nextInt(TAG_COUNT);
    if (lastHandle != 0 && scattered(tag) == (lastHandle & ~(INDEX_MASK << INDEX_SHIFT))) {
      tag = (tag + 1 + random.nextInt(TAG_COUNT - 1)) % TAG_COUNT;
    }
    return scattered(tag);
  }

  private static int scattered(int tag) {
    return ((tag / INSTANCES) << 30) | (1 + tag % INSTANCES);
  }

  private @Nullable Entry<T> entry(Handle handle) {
    int index = handle.index();
    if (index == 0 || index > entries.size()) {
      return null;
    }
    Entry<T> entry = entries.get(index - 1);
    return entry.handle == handle.value() && entry.object != null ? entry : null;
  }
}
