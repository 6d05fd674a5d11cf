package org.paravane.host.engine.simulated;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.paravane.host.engine.Completion;
import org.paravane.host.engine.EngineNode;
import org.paravane.host.engine.EnginePacket;
import org.paravane.host.engine.EngineQueue;
import org.paravane.host.engine.NodeKind;
import org.paravane.host.engine.Outcome;
import org.paravane.host.engine.Pause;
import org.paravane.host.engine.SteppedEngine;
import org.paravane.host.memory.GpuAddressSpace;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An engine node: a ring of submitted packets that the scheduler fills and the node empties, and the one packet that runs.
 * The node side is {@link #advance}: called in a loop by a thread of its own, or by a test that steps.
 */
final class SimulatedNode implements EngineNode {
  static final int DEPTH = 8;

  private static final Logger LOG = LoggerFactory.getLogger(SimulatedNode.class);
  private static final int SLOTS = 64;
  private static final int SPINS = 200;
  private static final long SHORT_WAIT_NANOS = 20_000;

  private static final long IDLE = Long.MIN_VALUE;
  private static final int FREE = 0;
  private static final int QUEUED = 1;
  private static final int TAKEN = 2;

  /** A submitted packet that has not begun. */
  private static final class Slot {
    private static final VarHandle STATE = stateHandle();

    @SuppressWarnings("unused") // through the handle
    private int state = FREE;
    private @Nullable SimulatedQueue queue;
    private @Nullable Completion completion;
    private long sequence;
    private long address;
    private int length;
    private int resumeOffset;

    private static VarHandle stateHandle() {
      try {
        return MethodHandles.lookup().findVarHandle(Slot.class, "state", int.class);
      } catch (ReflectiveOperationException e) {
        throw new ExceptionInInitializerError(e);
      }
    }

    /** Whoever succeeds ends this packet: the node by running it, the scheduler by revoking it. */
    boolean take() {
      return STATE.compareAndSet(this, QUEUED, TAKEN);
    }
  }

  private final SimulatedGpu gpu;
  private final int ordinal;
  private final NodeKind kind;
  private final String name;
  private final CommandRun run;
  private final Slot[] slots = new Slot[SLOTS];
  private volatile long head; // written by the node
  private volatile long tail; // written by the scheduler
  private volatile boolean wakeRequested;
  private volatile @Nullable Thread parked;
  private volatile long runNumber = -1; // position of the packet that runs or ran last
  private volatile long lostRun = -2;
  private volatile String lostReason = "";
  private volatile boolean closed;
  private volatile long endedBusyNanos; // of packets that have ended; written by the node
  private volatile long runSinceNanos = IDLE;
  private @Nullable Completion runCompletion;
  private long runSequence;

  SimulatedNode(SimulatedGpu gpu, int ordinal, NodeKind kind, String name, CommandRun run) {
    this.gpu = gpu;
    this.ordinal = ordinal;
    this.kind = kind;
    this.name = name;
    this.run = run;
    for (int i = 0; i < SLOTS; i++) {
      slots[i] = new Slot();
    }
  }

  @Override
  public int ordinal() {
    return ordinal;
  }

  @Override
  public NodeKind kind() {
    return kind;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int depth() {
    return DEPTH;
  }

  @Override
  public EngineQueue openQueue(String queueName, GpuAddressSpace addressSpace) {
    return new SimulatedQueue(this, queueName, addressSpace);
  }

  @Override
  public void reset(String reason) {
    revokeAll(queue -> true, slot -> new Outcome.Preempted(slot.resumeOffset, 0, 0, Pause.NONE));
    lostReason = "node reset: " + reason;
    lostRun = runNumber;
    wake();
  }

  /** How long it has worked, the packet that runs included; from any thread, a moment old. */
  long busyNanos(long nowNanos) {
    long since = runSinceNanos;
    return endedBusyNanos + (since == IDLE ? 0 : Math.max(0, nowNanos - since));
  }

  SimulatedGpu gpu() {
    return gpu;
  }

  /** From the scheduler. */
  void submit(SimulatedQueue queue, EnginePacket packet, Completion completion) {
    long at = tail;
    if (at - head == SLOTS) {
      throw new IllegalStateException("engine node has too many packets: node=" + name + ", packets=" + SLOTS);
    }
    Slot slot = slots[(int) at & (SLOTS - 1)];
    slot.queue = queue;
    slot.completion = completion;
    slot.sequence = packet.sequence();
    slot.address = packet.address();
    slot.length = packet.lengthBytes();
    slot.resumeOffset = packet.resumeOffset();
    Slot.STATE.setRelease(slot, QUEUED);
    tail = at + 1;
    wake();
  }

  /** From the scheduler: what has not begun of this queue ends now. */
  void revoke(SimulatedQueue queue, String reason) {
    long now = gpu.clock().nanos();
    revokeAll(queue::equals, slot -> new Outcome.Cancelled(reason, now, now));
    wake();
  }

  /** Makes the node look again whether there is something to do. */
  void wake() {
    wakeRequested = true;
    Thread sleeper = parked;
    if (sleeper != null) {
      LockSupport.unpark(sleeper);
    }
  }

  /** Whether the packet that runs is to be abandoned. */
  boolean isInterrupted() {
    return closed || lostRun == runNumber || gpu.lostReason() != null;
  }

  /** Does what is due; when something will be due next, or {@link SteppedEngine#NEVER}. */
  long advance() {
    while (true) {
      if (!run.isRunning() && !beginNext()) {
        return SteppedEngine.NEVER;
      }
      if (run.isRunning()) {
        if (!run.advance(abandonReason())) {
          return run.dueNanos();
        }
        finish();
      }
    }
  }

  /** Ends everything as lost; nothing begins here any more. */
  void close() {
    closed = true;
    wake();
  }

  /** The life of the node's thread. */
  void runUntilClosed() {
    while (!closed) {
      wakeRequested = false;
      try {
        sleep(advance());
      } catch (RuntimeException e) {
        LOG.error("engine node failed: node={}", name, e);
      }
    }
    advance();
  }

  private void sleep(long dueNanos) {
    for (int i = 0; i < SPINS; i++) {
      if (wakeRequested || closed) {
        return;
      }
      Thread.onSpinWait();
    }
    long left = dueNanos == SteppedEngine.NEVER ? Long.MAX_VALUE : dueNanos - gpu.clock().nanos();
    if (left < SHORT_WAIT_NANOS) {
      return;
    }
    parked = Thread.currentThread();
    // SYNC: parked is set before wakeRequested is read, and wake() sets wakeRequested before it reads parked
    if (!wakeRequested && !closed) {
      LockSupport.parkNanos(this, left);
    }
    parked = null;
  }

  private boolean beginNext() {
    for (long at = head; at < tail; at++) {
      Slot slot = slots[(int) at & (SLOTS - 1)];
      boolean ours = slot.take();
      SimulatedQueue queue = slot.queue;
      Completion completion = slot.completion;
      long sequence = slot.sequence;
      long address = slot.address;
      int length = slot.length;
      int resumeOffset = slot.resumeOffset;
      runNumber = at;
      head = at + 1;
      if (ours && queue != null && completion != null) {
        Outcome refused = refuse(queue, sequence, resumeOffset);
        if (refused == null) {
          runCompletion = completion;
          runSequence = sequence;
          runSinceNanos = gpu.clock().nanos();
          run.begin(queue, address, length, resumeOffset);
          return true;
        }
        completion.ended(sequence, refused);
      }
    }
    return false;
  }

  private @Nullable Outcome refuse(SimulatedQueue queue, long sequence, int resumeOffset) {
    long now = gpu.clock().nanos();
    String lost = abandonReason();
    String cancelled = queue.cancelReason();
    if (lost != null) {
      return new Outcome.Lost(lost);
    } else if (cancelled != null) {
      return new Outcome.Cancelled(cancelled, now, now);
    } else if (!queue.isDue(sequence)) {
      return new Outcome.Preempted(resumeOffset, now, now, Pause.NONE);
    }
    return null;
  }

  private void finish() {
    SimulatedQueue queue = run.queue();
    Outcome outcome = run.takeOutcome();
    long ended = endedBusyNanos; // written here only
    endedBusyNanos = ended + gpu.clock().nanos() - runSinceNanos;
    runSinceNanos = IDLE;
    switch (outcome) {
      case Outcome.Done ignored -> queue.done();
      case Outcome.Preempted ignored -> {
      }
      case Outcome.Fault ignored -> queue.endedBadly();
      case Outcome.Cancelled ignored -> queue.endedBadly();
      case Outcome.Lost ignored -> queue.endedBadly();
    }
    Completion completion = runCompletion;
    runCompletion = null;
    if (completion != null) {
      completion.ended(runSequence, outcome);
    }
  }

  private @Nullable String abandonReason() {
    String deviceLost = gpu.lostReason();
    if (deviceLost != null) {
      return "device lost: " + deviceLost;
    } else if (closed) {
      return "adapter closed";
    }
    return lostRun == runNumber ? lostReason : null;
  }

  private void revokeAll(Predicate<SimulatedQueue> which, Function<Slot, Outcome> outcome) {
    for (long at = head; at < tail; at++) {
      Slot slot = slots[(int) at & (SLOTS - 1)];
      SimulatedQueue queue = slot.queue;
      Completion completion = slot.completion;
      if (queue != null && completion != null && which.test(queue) && slot.take()) {
        completion.ended(slot.sequence, outcome.apply(slot));
      }
    }
  }
}
