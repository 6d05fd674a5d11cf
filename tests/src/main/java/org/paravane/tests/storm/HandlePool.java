package org.paravane.tests.storm;

import java.util.EnumMap;
import java.util.Map;
import java.util.SplittableRandom;

/** Handles seen in answers, by what they name, the oldest forgotten first; most of them still live. */
final class HandlePool {
  private static final int CAPACITY = 16;

  /** What a handle names, told by the name of the field that holds it. */
  private enum Kind {
    ADAPTER, DEVICE, CONTEXT, QUEUE, PAGING, SYNC, MEMORY;

    static Kind of(String field) {
      String last = field.substring(field.lastIndexOf('.') + 1);
      if (last.contains("paging")) {
        return PAGING;
      } else if (last.contains("sync") || last.contains("fence") || last.contains("object")) {
        return SYNC;
      } else if (last.contains("queue")) {
        return QUEUE;
      } else if (last.contains("adapter")) {
        return ADAPTER;
      } else if (last.contains("context")) {
        return CONTEXT;
      }
      return last.contains("device") ? DEVICE : MEMORY;
    }
  }

  private final Map<Kind, int[]> handles = new EnumMap<>(Kind.class);
  private final Map<Kind, Integer> counts = new EnumMap<>(Kind.class);

  HandlePool() {
    for (Kind kind : Kind.values()) {
      handles.put(kind, new int[CAPACITY]);
    }
    clear();
  }

  /** Remembers what a field of an answer held. */
  void add(String field, int handle) {
    if (handle != 0) {
      Kind kind = Kind.of(field);
      handles.get(kind)[counts.merge(kind, 1, Integer::sum) % CAPACITY] = handle;
    }
  }

  /** One that fits the field, one of another kind, one that is nearly right, or any number. */
  int any(SplittableRandom random, String field) {
    int fitting = one(random, Kind.of(field));
    return switch (random.nextInt(24)) {
      case 0 -> 0;
      case 1 -> random.nextInt();
      case 2 -> fitting + 64 * (random.nextInt(9) - 4);
      case 3 -> fitting ^ (1 << random.nextInt(32));
      case 4 -> any(random);
      default -> fitting;
    };
  }

  /** One of any kind. */
  int any(SplittableRandom random) {
    return one(random, Kind.values()[random.nextInt(Kind.values().length)]);
  }

  private int one(SplittableRandom random, Kind kind) {
    int known = Math.min(counts.get(kind), CAPACITY - 1);
    return known == 0 ? 0 : handles.get(kind)[1 + random.nextInt(known)];
  }

  void clear() {
    for (Kind kind : Kind.values()) {
      counts.put(kind, 0);
    }
  }
}
