package org.paravane.host.scheduler;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.paravane.host.engine.Outcome;

/** A slot of the Disruptor; reused. What is frequent has fields of its own, the rest is a {@link Kind#CALL}. */
final class SchedulerCommand {
  enum Kind {
    SUBMIT, POINTS, QUEUE_CALL, SIGNAL_NOW, ENDED, CALL
  }

  /** Something to do on the scheduler's thread. */
  @FunctionalInterface
  interface Call {
    void run(SchedulerCore core, long now);
  }

  Kind kind = Kind.CALL;
  Operation.Kind operation = Operation.Kind.NOTIFY;
  long address;
  int lengthBytes;
  long value;
  long sequence;
  List<SyncPoint> more = List.of();
  @Nullable
  WorkQueue queue;
  @Nullable
  SyncObject object;
  @Nullable
  Runnable action;
  @Nullable
  Outcome outcome;
  @Nullable
  Call call;

  /** Forgets what it referred to, so that a quiet ring holds nobody's memory. */
  void clear() {
    queue = null;
    object = null;
    action = null;
    outcome = null;
    call = null;
    more = List.of();
  }
}
