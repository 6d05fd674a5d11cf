package org.paravane.device.lifetime;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Actions that undo what was done, released last-in first-out and once: the failure path and the exit path are the same
 * code (devres, linux-accel.md 2.7). An action that throws is logged and does not keep the others from running.
 */
public final class ReleaseScope {
  private static final Logger LOG = LoggerFactory.getLogger(ReleaseScope.class);

  private record Action(String name, Runnable run) {
  }

  private final String owner;
  private final Deque<Action> actions = new ArrayDeque<>();
  private boolean released;

  /** An empty scope; the owner is for log lines only. */
  public ReleaseScope(String owner) {
    this.owner = owner;
  }

  /** Adds an action. Throws IllegalStateException after the release: what it would undo came too late. */
  public synchronized void add(String name, Runnable release) {
    if (released) {
      throw new IllegalStateException("scope already released: owner=" + owner + ", action=" + name);
    }
    actions.push(new Action(name, release));
  }

  /** Runs every action, the newest first. An action may not add another one. Idempotent. */
  public void release() {
    while (true) {
      Action next;
      synchronized (this) {
        released = true;
        next = actions.poll();
      }
      if (next == null) {
        return;
      }
      try {
        next.run().run();
      } catch (RuntimeException e) {
        LOG.error("release action threw: owner={}, action={}", owner, next.name(), e);
      }
    }
  }

  /** The names of the actions still to run, the first to run first. */
  public synchronized List<String> pending() {
    return actions.stream().map(Action::name).toList();
  }
}
