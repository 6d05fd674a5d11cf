package org.paravane.guest.dxg.object;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.Handle;

/**
 * Handles that the guest chooses: those of adapter openings. Values, growth and order of reuse are those of the real
 * driver's table (dxg-behaviour.md 3): indices come from the head of a free list that is refilled in steps of 1024 when 128
 * are left, a freed index goes to its tail, and the unique part tells a used slot from a fresh one. Unlike there, a look-up
 * compares the instance bits as well, which are 0 here and never in a handle of our host: neither is taken for the other.
 *
 * <p>Not safe for use by several threads: the owner locks.
 *
 * @param <T> what a handle names
 */
public final class GuestHandleTable<T> {
  /** Entries that the table grows by. */
  public static final int GROWTH = 1024;
  /** The table grows when no more than this many entries are free. */
  public static final int LOW_WATER = 128;
  /** One more than the largest index. */
  public static final int MAX_ENTRIES = 0xff_ffff;

  private static final int END = -1;
  private static final byte FRESH = 1;
  private static final byte REUSED = 2;

  private final int maxEntries;
  private @Nullable Object[] objects = new @Nullable Object[0];
  private byte[] uniques = new byte[0];
  private int[] next = new int[0];
  private int head = END;
  private int tail = END;
  private int free;

  /** A table as large as the handle layout allows. */
  public GuestHandleTable() {
    this(MAX_ENTRIES);
  }

  /** A table of at most that many entries. */
  public GuestHandleTable(int maxEntries) {
    this.maxEntries = maxEntries;
  }

  /** Names an object; {@link Handle#NONE} when the table is full. */
  public Handle allocate(T object) {
    Objects.requireNonNull(object);
    if (free <= LOW_WATER && !grow()) {
      return Handle.NONE;
    }
    int index = head;
    head = next[index];
    if (head == END) {
      tail = END;
    }
    free--;
    objects[index] = object;
    return Handle.of(index, uniques[index], 0);
  }

  /** The object of a live handle, or null. All bits count: those of the host's handles have an instance, ours have none. */
  @SuppressWarnings("unchecked")
  public @Nullable T find(Handle handle) {
    int index = handle.index();
    return index < objects.length && Handle.of(index, uniques[index], 0).equals(handle) ? (T) objects[index] : null;
  }

  /** Ends a handle and answers what it named, or null when it named nothing. */
  public @Nullable T free(Handle handle) {
    T object = find(handle);
    if (object == null) {
      return null;
    }
    int index = handle.index();
    objects[index] = null;
    uniques[index] = REUSED;
    append(index);
    return object;
  }

  /** Live handles with their objects, in order of index. */
  public List<Entry<T>> entries() {
    List<Entry<T>> live = new ArrayList<>();
    for (int index = 0; index < objects.length; index++) {
      Handle handle = Handle.of(index, uniques[index], 0);
      T object = find(handle);
      if (object != null) {
        live.add(new Entry<>(handle, object));
      }
    }
    return live;
  }

  /** How many handles are live. */
  public int size() {
    return objects.length - free;
  }

  /** A live handle and what it names. */
  public record Entry<T>(Handle handle, T object) {
  }

  private boolean grow() {
    int from = objects.length;
    int to = Math.min(from + GROWTH, maxEntries);
    if (to == from) {
      return false;
    }
    objects = Arrays.copyOf(objects, to);
    uniques = Arrays.copyOf(uniques, to);
    next = Arrays.copyOf(next, to);
    for (int index = from; index < to; index++) {
      uniques[index] = FRESH;
      append(index);
    }
    return true;
  }

  private void append(int index) {
    next[index] = END;
    if (tail == END) {
      head = index;
    } else {
      next[tail] = index;
    }
    tail = index;
    free++;
  }
}
