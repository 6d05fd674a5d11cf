package org.paravane.host.object;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;

/** Counts the live objects of a partition against its policy. Written by the connection's thread, read by any. */
public final class ObjectBudget {
  private final PartitionPolicy policy;
  private final AtomicIntegerArray live = new AtomicIntegerArray(ObjectKind.values().length);

  public ObjectBudget(PartitionPolicy policy) {
    this.policy = policy;
  }

  /** Takes room for some objects, or ENOMEM with nothing taken. */
  public Result<Integer> acquire(ObjectKind kind, int count) {
    int now = live.get(kind.ordinal());
    int limit = policy.limit(kind);
    if (count > limit - now) {
      return Result.failed(Errno.ENOMEM, "too many objects of the partition: kind=" + kind.label() + ", live=" + now
          + ", asked=" + count + ", limit=" + limit);
    }
    return Result.ok(live.addAndGet(kind.ordinal(), count));
  }

  /** Gives room back. Giving back more than was taken is a bug of ours. */
  public void release(ObjectKind kind, int count) {
    int left = live.addAndGet(kind.ordinal(), -count);
    if (left < 0) {
      throw new IllegalStateException("object count below zero: kind=" + kind.label() + ", live=" + left);
    }
  }

  /** The counts at this moment. */
  public ObjectCounts counts() {
    Map<ObjectKind, Integer> counts = new EnumMap<>(ObjectKind.class);
    for (ObjectKind kind : ObjectKind.values()) {
      counts.put(kind, live.get(kind.ordinal()));
    }
    return new ObjectCounts(counts);
  }
}
