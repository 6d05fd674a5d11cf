package org.paravane.vmbus.channels;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.paravane.vmbus.CloseReason;
import org.paravane.vmbus.TransportLimits;
import org.paravane.vmbus.message.ControlMessage;

/** The way out of the server's machine: holds messages back while the guest paused them, and counts what the guest does wrong. */
final class ServerOutput {
  private final ServerEffects effects;
  private final TransportLimits limits;
  private final Deque<ControlMessage> held = new ArrayDeque<>();
  private boolean paused;
  private int errors;
  private @Nullable CloseReason failure;

  ServerOutput(ServerEffects effects, TransportLimits limits) {
    this.effects = effects;
    this.limits = limits;
  }

  ServerEffects effects() {
    return effects;
  }

  void send(ControlMessage message) {
    if (failure != null) {
      return;
    }
    if (!paused) {
      effects.send(message);
    } else if (held.size() < limits.queuedMessages()) {
      held.add(message);
    } else {
      fail(new CloseReason.LimitExceeded("queued messages while paused: limit=" + limits.queuedMessages()));
    }
  }

  void pause() {
    paused = true;
  }

  void resume() {
    paused = false;
    while (!held.isEmpty()) {
      send(held.remove());
    }
  }

  /** Forgets what was held back. */
  void reset() {
    paused = false;
    held.clear();
  }

  void refused(ProtocolError error) {
    effects.refused(error);
    if (++errors > limits.protocolErrors()) {
      fail(new CloseReason.LimitExceeded(
          "protocol errors: limit=" + limits.protocolErrors() + ", last=" + error));
    }
  }

  /** Why the connection failed, where it did. */
  @Nullable
  CloseReason failure() {
    return failure;
  }

  private void fail(CloseReason reason) {
    if (failure == null) {
      failure = reason;
      effects.fail(reason);
    }
  }
}
