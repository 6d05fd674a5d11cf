package org.paravane.host.memory;

import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;

/** What one owner has of each segment group, and the owner above him. Guarded by the adapter's lock. */
final class Account {
  private final String name;
  private final @Nullable Account parent;
  private final MemoryBudget budget;
  private final Map<SegmentGroup, Long> used = new EnumMap<>(SegmentGroup.class);
  private final Map<SegmentGroup, Long> reserved = new EnumMap<>(SegmentGroup.class);

  Account(String name, @Nullable Account parent, MemoryBudget budget) {
    this.name = name;
    this.parent = parent;
    this.budget = budget;
  }

  String name() {
    return name;
  }

  long used(SegmentGroup group) {
    return used.getOrDefault(group, 0L);
  }

  long reserved(SegmentGroup group) {
    return reserved.getOrDefault(group, 0L);
  }

  /** Bytes that could still be charged here and above. */
  long available(SegmentGroup group) {
    long here = budget.of(group) - used(group);
    return parent == null ? here : Math.min(here, parent.available(group));
  }

  /** Charges this account and all above it, or none of them. */
  Result<Long> charge(SegmentGroup group, long bytes) {
    for (Account account = this; account != null; account = account.parent) {
      long left = account.budget.of(group) - account.used(group);
      if (bytes > left) {
        return Result.failed(Errno.ENOMEM, "over budget: owner=%s, segment=%s, wanted=%d, used=%d, budget=%d".formatted(
            account.name, group, bytes, account.used(group), account.budget.of(group)));
      }
    }
    for (Account account = this; account != null; account = account.parent) {
      account.used.merge(group, bytes, Long::sum);
    }
    return Result.ok(bytes);
  }

  void uncharge(SegmentGroup group, long bytes) {
    for (Account account = this; account != null; account = account.parent) {
      long left = account.used(group) - bytes;
      if (left < 0) {
        throw new IllegalStateException("memory account below zero: owner=" + account.name + ", segment=" + group);
      }
      account.used.put(group, left);
    }
  }

  /** Replaces this account's own reservation; the sum above may not pass half of the budget there. */
  Result<Long> reserve(SegmentGroup group, long bytes) {
    long available = availableForReservation(group);
    if (bytes < 0 || bytes > available) {
      return Result.failed(Errno.EINVAL,
          "reservation too large: owner=%s, segment=%s, wanted=%d, available=%d".formatted(
              name, group, bytes, available));
    }
    changeReservation(group, bytes - reserved(group));
    return Result.ok(bytes);
  }

  void dropReservation(SegmentGroup group) {
    changeReservation(group, -reserved(group));
  }

  private void changeReservation(SegmentGroup group, long difference) {
    for (Account account = this; account != null; account = account.parent) {
      account.reserved.merge(group, difference, Long::sum);
    }
  }

  /** What this account could reserve in all: half of the budget of the owner above, less what others there reserved. */
  long availableForReservation(SegmentGroup group) {
    long available = Long.MAX_VALUE;
    for (Account account = parent; account != null; account = account.parent) {
      available = Math.min(available, account.budget.of(group) / 2 - (account.reserved(group) - reserved(group)));
    }
    return Math.max(0, available);
  }

  MemoryFigures figures(SegmentGroup group) {
    return new MemoryFigures(used(group) + available(group), used(group), reserved(group),
        availableForReservation(group));
  }
}
