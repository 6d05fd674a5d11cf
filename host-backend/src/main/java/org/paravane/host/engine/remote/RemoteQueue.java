package org.paravane.host.engine.remote;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.paravane.host.engine.Completion;
import org.paravane.host.engine.EnginePacket;
import org.paravane.host.engine.EngineQueue;
import org.paravane.host.engine.NodeKind;
import org.paravane.host.engine.Outcome;
import org.paravane.host.engine.Pause;
import org.paravane.host.engine.worker.WorkerCalls;
import org.paravane.host.memory.MemoryAccess;

/**
 * A queue whose command buffers run in a worker. Keeps the books of what is in flight, holds its memory for as long, and measures by
 * itself how long it took: a worker is not asked for figures that its guest is charged by.
 */
final class RemoteQueue implements EngineQueue {
  private static final long NOTHING = -1;

  private final RemoteProcess process;
  private final RemoteNode node;
  private final String name;
  private final MemoryAccess[] readers;
  private final long[] sequences;
  private final int[] lengths;
  private final long[] submittedNanos;
  private final Completion[] completions;
  // Below: under the process's lock.
  private int number;
  private long head;
  private long tail;
  private long lastEndedNanos;
  private long held = NOTHING; // the packet that has to come before any other
  private boolean cancelled;

  RemoteQueue(RemoteProcess process, RemoteNode node, String name, int depth) {
    this.process = process;
    this.node = node;
    this.name = name;
    this.readers = new MemoryAccess[depth];
    for (int i = 0; i < depth; i++) {
      readers[i] = process.space().newAccess();
    }
    this.sequences = new long[depth];
    this.lengths = new int[depth];
    this.submittedNanos = new long[depth];
    this.completions = new Completion[depth];
  }

  String name() {
    return name;
  }

  NodeKind kind() {
    return node.kind();
  }

  /** Its number in the worker, 0 if it has none. */
  int number() {
    return number;
  }

  void number(int newNumber) {
    number = newNumber;
  }

  @Override
  public void submit(EnginePacket packet, Completion completion) {
    MemoryAccess reader = readers[slot(tail)];
    reader.begin();
    Outcome instead = process.submit(this, packet, completion);
    if (instead != null) {
      reader.end();
      completion.ended(packet.sequence(), instead);
    }
  }

  /** How a packet ends that cannot be handed over yet, null for one that can: a worker that starts gets none, and then the oldest first. */
  @Nullable
  Outcome hold(EnginePacket packet, boolean workerReady) {
    long now = System.nanoTime();
    boolean next = held == NOTHING || held == packet.sequence();
    if (workerReady && next) {
      held = NOTHING;
      return null;
    }
    if (next) {
      held = packet.sequence();
    }
    return new Outcome.Preempted(packet.resumeOffset(), now, now, next ? Pause.START : Pause.NONE);
  }

  /** Enters a packet into the books. */
  void enter(EnginePacket packet, Completion completion) {
    if (tail - head == sequences.length) {
      throw new IllegalStateException("queue has too many packets: queue=" + name + ", packets=" + sequences.length);
    }
    int slot = slot(tail);
    sequences[slot] = packet.sequence();
    lengths[slot] = packet.lengthBytes();
    submittedNanos[slot] = System.nanoTime();
    completions[slot] = completion;
    tail++;
  }

  /** The worker says that its oldest packet has ended; false if that cannot be. */
  boolean ended(long sequence, Outcome outcome) {
    Completion completion;
    MemoryAccess reader;
    Outcome believed;
    synchronized (process.lock()) {
      int slot = slot(head);
      if (head == tail || sequences[slot] != sequence || !isPossible(outcome, lengths[slot])) {
        return false;
      }
      believed = measured(outcome, slot);
      completion = completions[slot];
      reader = readers[slot];
      head++;
    }
    reader.end();
    completion.ended(sequence, believed);
    return true;
  }

  private static boolean isPossible(Outcome outcome, int length) {
    return !(outcome instanceof Outcome.Preempted preempted)
        || (preempted.resumeOffset() >= 0 && preempted.resumeOffset() < length && (preempted.resumeOffset() & 63) == 0);
  }

  private Outcome measured(Outcome outcome, int slot) {
    long now = System.nanoTime();
    long start = Math.max(submittedNanos[slot], lastEndedNanos);
    lastEndedNanos = now;
    return switch (outcome) {
      case Outcome.Done ignored -> new Outcome.Done(start, now);
      case Outcome.Preempted(int offset, long ignored, long alsoIgnored, var pause) ->
        new Outcome.Preempted(offset, start, now, pause);
      case Outcome.Fault(var kind, long address, String reason, long ignored, long alsoIgnored) ->
        new Outcome.Fault(kind, address, reason, start, now);
      case Outcome.Cancelled(String reason, long ignored, long alsoIgnored) ->
        new Outcome.Cancelled(reason, start, now);
      case Outcome.Lost lost -> lost;
    };
  }

  /** Takes everything in flight off the books, as the worker is gone: what is to be done then, without the lock. */
  List<Runnable> lose(Outcome first, Outcome others) {
    List<Runnable> due = new ArrayList<>();
    for (boolean oldest = true; head < tail; head++, oldest = false) {
      int slot = slot(head);
      long sequence = sequences[slot];
      Completion completion = completions[slot];
      MemoryAccess reader = readers[slot];
      Outcome outcome = oldest ? first : others;
      due.add(() -> {
        reader.end();
        completion.ended(sequence, outcome);
      });
    }
    number = 0;
    return due;
  }

  boolean isBusy() {
    synchronized (process.lock()) {
      return head != tail;
    }
  }

  boolean isCancelled() {
    synchronized (process.lock()) {
      return cancelled;
    }
  }

  @Override
  public void cancel(String reason) {
    synchronized (process.lock()) {
      cancelled = true;
    }
    process.tell(this, (calls, at) -> calls.cancel(at, reason));
  }

  @Override
  public void preempt() {
    process.tell(this, (calls, at) -> calls.preempt(at));
  }

  @Override
  public Optional<Duration> processorTime() {
    return process.processorTime();
  }

  @Override
  public void close() {
    node.closed(this);
    process.closed(this);
  }

  RemoteProcess process() {
    return process;
  }

  private int slot(long position) {
    return (int) (position % sequences.length);
  }

  @Override
  public String toString() {
    return name;
  }

  /** Something to tell the worker about a queue. */
  @FunctionalInterface
  interface Message {
    void send(WorkerCalls calls, int number);
  }
}
