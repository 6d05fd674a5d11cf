package org.paravane.guest.fuse.tree;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.paravane.device.io.PollEvents;
import org.paravane.device.io.PollWaiter;
import org.paravane.guest.fuse.PollNotice;

/** The one wait of an open file: the kernel asks again after each notice, so each is told once. */
final class Notified {
  private @Nullable PollWaiter waiting;

  /** Looks at the state, with a waiter that tells the notice of a change; without a notice nobody waits, and who waited goes on. */
  PollEvents poll(@Nullable PollNotice notice, Function<PollWaiter, PollEvents> state) {
    return notice == null ? state.apply(PollWaiter.none()) : state.apply(replace(notice));
  }

  private synchronized PollWaiter replace(PollNotice notice) {
    end();
    AtomicBoolean told = new AtomicBoolean();
    PollWaiter next = new PollWaiter(() -> {
      if (told.compareAndSet(false, true)) {
        notice.ready();
      }
    });
    waiting = next;
    return next;
  }

  /** Nobody waits any more. */
  synchronized void end() {
    if (waiting != null) {
      waiting.close();
      waiting = null;
    }
  }
}
