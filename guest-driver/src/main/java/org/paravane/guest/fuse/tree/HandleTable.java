package org.paravane.guest.fuse.tree;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;

/** Open files by number, counted from 1. Finding one takes no lock and makes no garbage, since every ioctl does it. */
final class HandleTable<T> {
  private static final int FIRST_SIZE = 64;

  private final String kind;
  /** Index 0 is never used. A slot is written under the monitor; a reader got its number from us after that. */
  private volatile @Nullable Object[] slots = new @Nullable Object[FIRST_SIZE];
  /** Numbers that are free again, the last one first. */
  private int[] free = new int[FIRST_SIZE];
  private int freeCount;
  private int nextUnused = 1;
  private int size;

  HandleTable(String kind) {
    this.kind = kind;
  }

  /** Gives a number. */
  synchronized long add(T handle) {
    int index = freeCount > 0 ? free[--freeCount] : nextUnused++;
    @Nullable
    Object[] present = slots;
    if (index == present.length) {
      present = Arrays.copyOf(present, 2 * present.length);
    }
    present[index] = handle;
    slots = present;
    size++;
    return index;
  }

  /** What has a number; null if nothing has. */
  @SuppressWarnings("unchecked") // only add writes to a slot
  @Nullable
  T get(long handle) {
    @Nullable
    Object[] present = slots;
    return handle > 0 && handle < present.length ? (T) present[(int) handle] : null;
  }

  /** What has a number. EBADF if nothing has. */
  Result<T> find(long handle) {
    T found = get(handle);
    return found == null ? Result.failed(Errno.EBADF, "no such " + kind + ": handle=" + handle) : Result.ok(found);
  }

  /** Takes a number back; null if nothing had it. */
  synchronized @Nullable T remove(long handle) {
    T found = get(handle);
    if (found == null) {
      return null;
    }
    @Nullable
    Object[] present = slots;
    present[(int) handle] = null;
    slots = present;
    if (freeCount == free.length) {
      free = Arrays.copyOf(free, 2 * free.length);
    }
    free[freeCount++] = (int) handle;
    size--;
    return found;
  }

  /** How many numbers are in use. */
  synchronized int size() {
    return size;
  }
}
