package org.paravane.host.object;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

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
 * eight bits of unique and instance are random for every assignment and never the same twice in a row for one index, and
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
  private static final int TAG_COUNT = 256;

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

  /** Gives an object a handle; 0 when the table is full. */
  public int assign(T object) {
    Objects.requireNonNull(object);
    int index = nextIndex();
    if (index == 0) {
      return 0;
    }
    Entry<T> entry = entries.get(index - 1);
    entry.handle = (index << INDEX_SHIFT) | freshTag(entry.handle);
    entry.object = object;
    return entry.handle;
  }

  /** The object that a handle names, or null for a handle that is stale, never assigned or 0. */
  public @Nullable T get(int handle) {
    Entry<T> entry = entry(handle);
    return entry == null ? null : entry.object;
  }

  /** Ends a handle. Returns the object that it named, or null as {@link #get}. */
  public @Nullable T free(int handle) {
    Entry<T> entry = entry(handle);
    if (entry == null) {
      return null;
    }
    T object = entry.object;
    entry.object = null;
    freed.addLast(indexOf(handle));
    return object;
  }

  /** How many handles are alive. */
  public int size() {
    return entries.size() - freed.size();
  }

  /** The index part of a handle, which is what the guest's table grows by. */
  public static int indexOf(int handle) {
    return (handle >>> INDEX_SHIFT) & INDEX_MASK;
  }

  private int nextIndex() {
    if (!freed.isEmpty()) {
      return freed.removeFirst();
    }
    if (entries.size() >= MAX_HANDLES) {
      return 0;
    }
    entries.add(new Entry<>());
    return entries.size();
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
    return ((tag >>> INDEX_SHIFT) << 30) | (tag & 0x3F);
  }

  private @Nullable Entry<T> entry(int handle) {
    int index = indexOf(handle);
    if (index == 0 || index > entries.size()) {
      return null;
    }
    Entry<T> entry = entries.get(index - 1);
    return entry.handle == handle && entry.object != null ? entry : null;
  }
}
