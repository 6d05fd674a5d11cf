package org.paravane.vmbus;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.paravane.vmbus.carrier.Frame;
import org.paravane.vmbus.carrier.LinkListener;

/** Listens to a link before there is somebody to listen: keeps what comes until then, in order. */
final class LateListener implements LinkListener {
  private final List<Runnable> early = new ArrayList<>();
  private volatile @Nullable LinkListener listener;

  synchronized void bind(LinkListener late) {
    listener = late;
    early.forEach(Runnable::run);
    early.clear();
  }

  @Override
  public void received(Frame frame) {
    LinkListener now = listenerOr(() -> received(frame));
    if (now != null) {
      now.received(frame);
    }
  }

  @Override
  public void closed(String detail) {
    LinkListener now = listenerOr(() -> closed(detail));
    if (now != null) {
      now.closed(detail);
    }
  }

  private @Nullable LinkListener listenerOr(Runnable later) {
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
