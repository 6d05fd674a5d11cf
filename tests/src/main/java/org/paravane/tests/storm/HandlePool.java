package org.paravane.tests.storm;

import java.util.EnumMap;
import java.util.Map;
import java.util.SplittableRandom;

/** Handles seen in answers, by what they name, the oldest forgotten first; most of them still live. */
final class HandlePool {
  private static final int CAPACITY = 16;

  /** What a handle names, told by the name of the field that holds it. */
  enum Kind {
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

  /** The newest handles of one kind. */
  private static final class Known {
    private final int[] handles = new int[CAPACITY];
    private int count;

    void add(int handle) {
      handles[count++ % CAPACITY] = handle;
    }

    int one(SplittableRandom random) {
      return count == 0 ? 0 : handles[random.nextInt(Math.min(count, CAPACITY))];
    }
  }

  private final Map<Kind, Known> known = new EnumMap<>(Kind.class);

  /** Remembers what a field of an answer held. */
  void add(String field, int handle) {
    if (handle != 0) {
      known.computeIfAbsent(Kind.of(field), kind -> new Known()).add(handle);
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
    Known handles = known.get(kind);
    return handles == null ? 0 : handles.one(random);
  }

  void clear() {
    known.clear();
  }
}
