package org.paravane.host.memory;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Who is looking at an address space right now, and what waits for them to be done. A short lock that only engines and those
 * who free memory take.
 */
final class Readers {
  private static final class Pending {
    private final Runnable action;
    private int remaining;

    Pending(Runnable action, int remaining) {
      this.action = action;
      this.remaining = remaining;
    }
  }

  private final Map<Object, List<Pending>> active = new HashMap<>();

  synchronized void enter(Object reader) {
    if (active.putIfAbsent(reader, new ArrayList<>(0)) != null) {
      throw new IllegalStateException("reader entered twice");
    }
  }

  void leave(Object reader) {
    List<Runnable> due = new ArrayList<>(0);
    synchronized (this) {
      List<Pending> waiting = active.remove(reader);
      if (waiting == null) {
        throw new IllegalStateException("reader not entered");
      }
      for (Pending pending : waiting) {
        if (--pending.remaining == 0) {
          due.add(pending.action);
        }
      }
    }
    due.forEach(Runnable::run);
  }

  void afterCurrent(Runnable action) {
    synchronized (this) {
      if (!active.isEmpty()) {
        Pending pending = new Pending(action, active.size());
        active.values().forEach(waiting -> waiting.add(pending));
        return;
      }
    }
    action.run();
  }
}
