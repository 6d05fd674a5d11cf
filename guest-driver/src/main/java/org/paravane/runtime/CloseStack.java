package org.paravane.runtime;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is to be undone, the newest first. An object that is made in steps adds the undoing of each step; closing the stack
 * takes back a half-made object and ends a finished one in the same order. Nothing of it fails: what cannot be undone is
 * logged, the rest goes on.
 */
final class CloseStack implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CloseStack.class);

  private final Deque<Runnable> steps = new ArrayDeque<>();

  void add(Runnable undo) {
    steps.push(undo);
  }

  /** Undoes everything that is not undone yet. */
  @Override
  public void close() {
    while (!steps.isEmpty()) {
      try {
        steps.pop().run();
      } catch (RuntimeException e) {
        LOG.warn("step of a close failed", e);
      }
    }
  }
}
