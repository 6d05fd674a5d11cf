package org.paravane.host.engine.opencl;

import org.jspecify.annotations.Nullable;
import org.paravane.host.LogLimit;
import org.paravane.host.engine.FaultKind;
import org.paravane.host.engine.NodeKind;
import org.paravane.host.engine.Outcome;
import org.paravane.host.engine.Pause;
import org.paravane.host.engine.packet.FetchedPacket;
import org.paravane.host.engine.packet.PacketFault;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One work queue: command buffers that were submitted, a position in them, and what is on its way. A state machine that never waits:
 * {@link #advance} does what can be done now. Three positions move through the submissions, in this order:
 *
 * <pre>
 *   reported ≤ current ≤ submitted      before current: all packets have begun, waiting for their last command
 * </pre>
 */
final class WorkQueue implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WorkQueue.class);
  private static final long LOG_INTERVAL_NANOS = 1_000_000_000L;
  private static final int SUBMISSIONS = 256;
  private static final int STEPS = 256;

  /** What an attempt to go on came to. */
  private enum Progress {
    GO_ON, LET_OTHERS, WAIT
  }

  /** Where the current command buffer is. */
  private enum Phase {
    /** Before its first packet. */
    SUBMITTED,
    /** Between two packets. */
    READY,
    /** In front of a packet that has to wait for others. */
    BLOCKED,
    /** A packet is running. */
    RUNNING
  }

  private final int number;
  private final WorkerSpace space;
  private final String name;
  private final WorkerParts parts;
  private final Launcher launcher;
  private final PacketRunner runner;
  private final LogLimit logLimit = new LogLimit(LOG_INTERVAL_NANOS);
  private final Submission[] ring = new Submission[SUBMISSIONS];
  private long reported;
  private long current;
  private long submitted;
  private Phase phase = Phase.SUBMITTED;
  private int offset;
  private long dueSequence;
  private boolean dead;
  private boolean preempting;
  private @Nullable String cancelReason;
  private long wakeRegistered;

  WorkQueue(int number, WorkerSpace space, NodeKind kind, String name, WorkerParts parts) {
    this.number = number;
    this.space = space;
    this.name = name;
    this.parts = parts;
    this.launcher = new Launcher(parts.context());
    this.runner = new PacketRunner(parts, space, kind, launcher);
    for (int i = 0; i < SUBMISSIONS; i++) {
      ring[i] = new Submission();
    }
  }

  WorkerSpace space() {
    return space;
  }

  Launcher launcher() {
    return launcher;
  }

  void submit(long sequence, long address, int lengthBytes, int resumeOffset) {
    if (submitted - reported == SUBMISSIONS) {
      throw new IllegalStateException("too many submissions: queue=" + name + ", limit=" + SUBMISSIONS);
    }
    at(submitted++).set(sequence, address, lengthBytes, resumeOffset);
  }

  void preempt() {
    preempting = current < submitted;
  }

  void cancel(String reason) {
    cancelReason = reason;
  }

  boolean isIdle() {
    return reported == submitted;
  }

  /** Does what can be done without waiting; whether that was anything. */
  boolean advance() {
    boolean any = false;
    Progress progress = Progress.GO_ON;
    for (int i = 0; i < STEPS && progress == Progress.GO_ON && current < submitted; i++) {
      progress = step();
      any |= progress != Progress.WAIT;
    }
    launcher.flush();
    return report() || any;
  }

  /** When something is due by time alone; {@link Long#MAX_VALUE} for never. */
  long dueNanos() {
    return current < submitted && phase == Phase.RUNNING ? runner.dueNanos() : Long.MAX_VALUE;
  }

  /** Whether something can go on at once, without that anything happens first. */
  boolean canGoOn() {
    return current < submitted && (phase == Phase.SUBMITTED || phase == Phase.READY
        || (phase == Phase.RUNNING && runner.canGoOn()));
  }

  /** Has the next event that matters here call back. */
  void wakeBy(EventWaker waker) {
    long wanted = 0;
    if (reported < current) {
      wanted = at(reported).lastCommand;
    } else if (current < submitted && (phase == Phase.RUNNING || phase == Phase.BLOCKED)) {
      wanted = runner.awaited();
    }
    long event = launcher.window().event(wanted);
    if (event != 0 && wanted > wakeRegistered) {
      wakeRegistered = wanted;
      waker.register(event);
    }
  }

  @Override
  public void close() {
    runner.close();
    launcher.close();
  }

  private Submission at(long position) {
    return ring[(int) position & SUBMISSIONS - 1];
  }

  private Progress step() {
    Submission submission = at(current);
    try {
      return switch (phase) {
        case SUBMITTED -> begin(submission);
        case READY -> next(submission);
        case BLOCKED -> isToStop() ? next(submission) : tryAgain(submission);
        case RUNNING -> goOn(submission);
      };
    } catch (PacketFault fault) {
      dead = true;
      return end(submission, new Outcome.Fault(fault.kind(), fault.address(), fault.reason(name),
          submission.startNanos, System.nanoTime()));
    } catch (RuntimeException e) {
      dead = true;
      return end(submission, internal(submission, e));
    }
  }

  private boolean isToStop() {
    return preempting || cancelReason != null;
  }

  private Progress begin(Submission submission) {
    long now = System.nanoTime();
    submission.startNanos = now;
    offset = submission.resumeOffset;
    String cancelled = cancelReason;
    if (cancelled != null) {
      return end(submission, new Outcome.Cancelled(cancelled, now, now));
    } else if (dead || submission.sequence != dueSequence) {
      return end(submission, new Outcome.Preempted(offset, now, now, Pause.NONE));
    }
    phase = Phase.READY;
    return Progress.GO_ON;
  }

  private Progress next(Submission submission) throws PacketFault {
    String cancelled = cancelReason;
    if (cancelled != null) {
      return end(submission, new Outcome.Cancelled(cancelled, submission.startNanos, System.nanoTime()));
    } else if (offset >= submission.lengthBytes) {
      dueSequence = submission.sequence + 1;
      return end(submission, null);
    } else if (preempting) {
      preempting = false;
      return pause(submission, Pause.NONE);
    }
    return handle(submission,
        runner.begin(submission.sequence, submission.address + offset, offset));
  }

  private Progress tryAgain(Submission submission) throws PacketFault {
    return runner.isUnblocked() ? next(submission) : Progress.WAIT;
  }

  private Progress handle(Submission submission, Step step) {
    return switch (step) {
      case NEXT -> {
        offset += FetchedPacket.PACKET_BYTES;
        phase = Phase.READY;
        yield Progress.GO_ON;
      }
      case RUNNING -> {
        phase = Phase.RUNNING;
        yield Progress.GO_ON;
      }
      case BLOCKED -> {
        phase = Phase.BLOCKED;
        yield Progress.WAIT;
      }
      case BARRIER -> pause(submission, Pause.BARRIER);
      case BUILD -> pause(submission, Pause.BUILD);
    };
  }

  private Progress goOn(Submission submission) throws PacketFault {
    String cancelled = cancelReason;
    if (cancelled != null) {
      return runner.abort()
          ? end(submission, new Outcome.Cancelled(cancelled, submission.startNanos, System.nanoTime()))
          : Progress.WAIT;
    } else if (runner.advance()) {
      return handle(submission, Step.NEXT);
    }
    return runner.canGoOn() ? Progress.LET_OTHERS : Progress.WAIT;
  }

  private Progress pause(Submission submission, Pause why) {
    return end(submission, new Outcome.Preempted(offset, submission.startNanos, System.nanoTime(), why));
  }

  /** Nothing more of this command buffer begins; it is reported when what has begun is complete. */
  private Progress end(Submission submission, @Nullable Outcome outcome) {
    submission.outcome = outcome;
    submission.lastCommand = launcher.window().issued();
    current++;
    phase = Phase.SUBMITTED;
    if (current == submitted) {
      preempting = false;
    }
    return Progress.GO_ON;
  }

  private boolean report() {
    boolean any = false;
    while (reported < current && launcher.window().reached(at(reported).lastCommand)) {
      Submission submission = at(reported++);
      int failure = launcher.window().failure();
      Outcome outcome = submission.outcome;
      if (failure != 0) {
        dead = true;
        outcome = new Outcome.Fault(FaultKind.ENGINE_LOST, 0,
            "kernel failed on the device: context=" + name + ", status=" + failure, submission.startNanos,
            System.nanoTime());
      } else if (outcome == null) {
        outcome = new Outcome.Done(submission.startNanos, System.nanoTime());
      }
      parts.replies().ended(number, submission.sequence, outcome);
      any = true;
    }
    return any;
  }

  private Outcome internal(Submission submission, RuntimeException failure) {
    if (logLimit.allows(System.nanoTime())) {
      LOG.error("engine failed: queue={}, offset={}", name, offset, failure);
    }
    return new Outcome.Fault(FaultKind.INTERNAL, 0,
        "engine failed: context=" + name + ", failure=" + failure.getClass().getSimpleName()
            + (failure instanceof OpenClException ? ", cause=" + failure.getMessage() : ""),
        submission.startNanos, System.nanoTime());
  }
}
