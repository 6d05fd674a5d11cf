package org.paravane.host.object;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;

/** Counts the live objects of a partition against its policy. Written by the connection's thread, read by any. */
public final class ObjectBudget {
  private final PartitionPolicy policy;
  private final Map<ObjectKind, AtomicInteger> live = new EnumMap<>(ObjectKind.class);

  public ObjectBudget(PartitionPolicy policy) {
    this.policy = policy;
    for (ObjectKind kind : ObjectKind.values()) {
      live.put(kind, new AtomicInteger());
    }
  }

  /** Takes room for some objects, or ENOMEM with nothing taken. */
  public Result<Integer> acquire(ObjectKind kind, int count) {
    int now = counter(kind).get();
    int limit = policy.limit(kind);
    if (count > limit - now) {
      return Result.failed(Errno.ENOMEM, "too many objects of the partition: kind=" + kind.label() + ", live=" + now
          + ", asked=" + count + ", limit=" + limit);
    }
    return Result.ok(counter(kind).addAndGet(count));
  }

  /** Gives room back. Giving back more than was taken is a bug of ours. */
  public void release(ObjectKind kind, int count) {
    int left = counter(kind).addAndGet(-count);
    if (left < 0) {
      throw new IllegalStateException("object count below zero: kind=" + kind.label() + ", live=" + left);
    }
  }

  /** The counts at this moment. */
  public ObjectCounts counts() {
    Map<ObjectKind, Integer> counts = new EnumMap<>(ObjectKind.class);
    for (ObjectKind kind : ObjectKind.values()) {
      counts.put(kind, counter(kind).get());
    }
    return new ObjectCounts(counts);
  }

  private AtomicInteger counter(ObjectKind kind) {
    return Objects.requireNonNull(live.get(kind));
  }
}
