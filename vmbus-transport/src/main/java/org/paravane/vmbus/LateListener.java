package org.paravane.vmbus;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.paravane.vmbus.carrier.Frame;
import org.paravane.vmbus.carrier.LinkListener;

/** Listens to a link before there is somebody to listen: keeps what comes until then, in order. */
final class LateListener implements LinkListener {
  private final Deque<Consumer<LinkListener>> early = new ArrayDeque<>();
  private volatile @Nullable LinkListener listener;

  /** Tells what was kept, and what comes while it is told, before anything passes directly. */
  synchronized void bind(LinkListener late) {
    for (Consumer<LinkListener> call = early.poll(); call != null; call = early.poll()) {
      call.accept(late);
    }
    listener = late;
  }

  @Override
  public void received(Frame frame) {
    LinkListener now = listenerOr(late -> late.received(frame));
    if (now != null) {
      now.received(frame);
    }
  }

  @Override
  public void closed(String detail) {
    LinkListener now = listenerOr(late -> late.closed(detail));
    if (now != null) {
      now.closed(detail);
    }
  }

  private @Nullable LinkListener listenerOr(Consumer<LinkListener> later) {
    LinkListener now = listener;
    if (now != null) {
      return now;
    }
    synchronized (this) {
      if (listener == null) {
        early.add(later);
      }
      return listener;
    }
  }
}
