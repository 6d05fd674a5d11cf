package org.paravane.host.scheduler;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.paravane.host.engine.EnginePacket;

/** A slot of a work queue; reused. */
final class Operation implements EnginePacket {
  enum Kind {
    COMMAND, WAIT, SIGNAL, NOTIFY
  }

  enum State {
    QUEUED, IN_FLIGHT, DONE
  }

  Kind kind = Kind.NOTIFY;
  State state = State.QUEUED;

  // a command
  long sequence;
  long address;
  int lengthBytes;
  int resumeOffset;
  long firstStartNanos;
  long waitingSinceNanos;

  // the point that a command signals at its end, or that a signal or wait is about
  @Nullable
  SyncObject object;
  long value;
  List<SyncPoint> more = List.of();

  // a notification
  @Nullable
  Runnable action;

  void command(long newAddress, int newLengthBytes, @Nullable SyncObject progress, long progressValue) {
    clear(Kind.COMMAND);
    address = newAddress;
    lengthBytes = newLengthBytes;
    object = progress;
    value = progressValue;
    resumeOffset = 0;
    firstStartNanos = Long.MIN_VALUE;
    waitingSinceNanos = Long.MIN_VALUE;
  }

  void points(Kind newKind, @Nullable SyncObject first, long firstValue, List<SyncPoint> others) {
    clear(newKind);
    object = first;
    value = firstValue;
    more = others;
  }

  void notification(Runnable newAction) {
    clear(Kind.NOTIFY);
    action = newAction;
  }

  /** Forgets what it referred to. */
  void clear(Kind newKind) {
    kind = newKind;
    state = State.QUEUED;
    object = null;
    more = List.of();
    action = null;
  }

  @Override
  public long sequence() {
    return sequence;
  }

  @Override
  public long address() {
    return address;
  }

  @Override
  public int lengthBytes() {
    return lengthBytes;
  }

  @Override
  public int resumeOffset() {
    return resumeOffset;
  }

  @Override
  public long firstStartNanos() {
    return firstStartNanos;
  }
}
