package org.paravane.host.object;

import java.util.EnumMap;
import java.util.Map;

/**
 * How many objects of each kind are alive at one moment.
 *
 * @param live a count for every kind, zeros included
 */
public record ObjectCounts(Map<ObjectKind, Integer> live) {
  public ObjectCounts {
    live = Map.copyOf(live);
  }

  /** No object of any kind: the baseline of a host without guests. */
  public static ObjectCounts none() {
    Map<ObjectKind, Integer> zeros = new EnumMap<>(ObjectKind.class);
    for (ObjectKind kind : ObjectKind.values()) {
      zeros.put(kind, 0);
    }
    return new ObjectCounts(zeros);
  }

  /** The count of one kind. */
  public int of(ObjectKind kind) {
    return live.getOrDefault(kind, 0);
  }

  /** The sum of all kinds. */
  public int total() {
    return live.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** The counts of two partitions together. */
  public ObjectCounts plus(ObjectCounts other) {
    Map<ObjectKind, Integer> sum = new EnumMap<>(ObjectKind.class);
    for (ObjectKind kind : ObjectKind.values()) {
      sum.put(kind, of(kind) + other.of(kind));
    }
    return new ObjectCounts(sum);
  }
}
