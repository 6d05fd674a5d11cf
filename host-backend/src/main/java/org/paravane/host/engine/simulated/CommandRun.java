package org.paravane.host.engine.simulated;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.paravane.host.LogLimit;
import org.paravane.host.engine.FaultKind;
import org.paravane.host.engine.GpuClock;
import org.paravane.host.engine.Outcome;
import org.paravane.host.engine.Pause;
import org.paravane.host.engine.packet.PacketFault;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one command buffer, packet by packet: execute, let the time pass that the packet costs, complete. A state machine
 * without a thread: {@link #advance} does what is due and says when to come back. One per engine node, reused.
 */
final class CommandRun {
  private static final Logger LOG = LoggerFactory.getLogger(CommandRun.class);
  private static final long NEVER = Long.MAX_VALUE;
  private static final long LOG_INTERVAL_NANOS = 1_000_000_000L;

  private final PacketExecutor executor;
  private final GpuClock clock;
  private final FaultInjection faults;
  private final LogLimit logLimit = new LogLimit(LOG_INTERVAL_NANOS);
  private @Nullable SimulatedQueue queue;
  private long address;
  private int length;
  private int offset;
  private long startNanos;
  private long dueNanos;
  private boolean packetPending; // executed, its time is passing
  private boolean stuck;
  private @Nullable Outcome outcome;

  CommandRun(PacketExecutor executor, GpuClock clock, FaultInjection faults) {
    this.executor = executor;
    this.clock = clock;
    this.faults = faults;
  }

  /** Begins a command buffer. */
  void begin(SimulatedQueue newQueue, long newAddress, int newLength, int resumeOffset) {
    queue = newQueue;
    address = newAddress;
    length = newLength;
    offset = resumeOffset;
    startNanos = clock.nanos();
    packetPending = false;
    stuck = false;
    outcome = null;
    newQueue.memory().begin();
  }

  boolean isRunning() {
    return queue != null;
  }

  /** The queue whose command buffer runs. */
  SimulatedQueue queue() {
    return Objects.requireNonNull(queue);
  }

  /** How it ended, once {@link #advance} has answered that it did; forgets everything. */
  Outcome takeOutcome() {
    Outcome ended = Objects.requireNonNull(outcome);
    queue().memory().end();
    queue = null;
    outcome = null;
    return ended;
  }

  /**
   * Goes on as far as possible.
   *
   * @param lostReason why the engine is to abandon it, or null
   * @return whether it has ended; if not, see {@link #dueNanos}
   */
  boolean advance(@Nullable String lostReason) {
    SimulatedQueue running = queue();
    while (outcome == null) {
      String cancelled = running.cancelReason();
      if (lostReason != null) {
        outcome = new Outcome.Lost(lostReason);
      } else if (cancelled != null && !stuck) {
        outcome = new Outcome.Cancelled(cancelled, startNanos, clock.nanos());
      } else if (packetPending) {
        if (clock.nanos() < dueNanos) {
          return false;
        }
        finishPacket(running);
      } else if (offset >= length) {
        outcome = new Outcome.Done(startNanos, clock.nanos());
      } else if (running.takePreemptRequest()) {
        outcome = new Outcome.Preempted(offset, startNanos, clock.nanos(), Pause.NONE);
      } else {
        executePacket(running);
      }
    }
    return true;
  }

  /** When the packet ends whose time is passing; never, if it hangs. */
  long dueNanos() {
    return dueNanos;
  }

  private void executePacket(SimulatedQueue running) {
    long packetStart = clock.nanos();
    try {
      InjectedFault injected = faults.next(running.name());
      if (injected != null) {
        failBefore(injected, running);
      }
      if (outcome != null) {
        return;
      }
      executor.execute(running.memory(), running, address + offset, offset, packetStart);
      if (executor.isWaiting()) {
        outcome = new Outcome.Preempted(offset, startNanos, clock.nanos(), Pause.BARRIER);
        return;
      }
      dueNanos = later(packetStart, executor.costNanos());
      if (injected != null) {
        delay(injected);
      }
      packetPending = true;
    } catch (PacketFault fault) {
      outcome = fault(fault, running);
    } catch (RuntimeException | LinkageError e) {
      outcome = internal(running, e);
    }
  }

  private void finishPacket(SimulatedQueue running) {
    try {
      executor.complete();
      offset += PacketExecutor.PACKET_BYTES;
      packetPending = false;
    } catch (RuntimeException e) {
      outcome = internal(running, e);
    }
  }

  private void failBefore(InjectedFault injected, SimulatedQueue running) {
    switch (injected) {
      case InjectedFault.Fail(String reason) -> outcome = new Outcome.Fault(FaultKind.INJECTED, 0,
          "injected fault: context=" + running.name() + ", reason=" + reason, startNanos, clock.nanos());
      case InjectedFault.PageFault(long at) -> outcome = new Outcome.Fault(FaultKind.PAGE_FAULT, at,
          "page fault: context=%s, address=0x%x, access=read, cause=injected".formatted(running.name(), at), startNanos,
          clock.nanos());
      case InjectedFault.DeviceLost(String reason) -> {
        running.node().gpu().lose(reason);
        outcome = new Outcome.Lost("device lost: " + reason);
      }
      case InjectedFault.Hang ignored -> {
      }
      case InjectedFault.Stuck ignored -> {
      }
      case InjectedFault.Slow ignored -> {
      }
    }
  }

  private void delay(InjectedFault injected) {
    switch (injected) {
      case InjectedFault.Slow(long extra) -> dueNanos = later(dueNanos, extra);
      case InjectedFault.Hang ignored -> dueNanos = NEVER;
      case InjectedFault.Stuck ignored -> {
        dueNanos = NEVER;
        stuck = true;
      }
      case InjectedFault.Fail ignored -> {
      }
      case InjectedFault.PageFault ignored -> {
      }
      case InjectedFault.DeviceLost ignored -> {
      }
    }
  }

  private Outcome fault(PacketFault fault, SimulatedQueue running) {
    return new Outcome.Fault(fault.kind(), fault.address(), fault.reason(running.name()), startNanos, clock.nanos());
  }

  private Outcome internal(SimulatedQueue running, Throwable failure) {
    if (logLimit.allows(System.nanoTime())) {
      LOG.error("engine failed: queue={}, offset={}", running.name(), offset, failure);
    }
    return new Outcome.Fault(FaultKind.INTERNAL, 0,
        "engine failed: context=" + running.name() + ", failure=" + failure.getClass().getSimpleName(), startNanos,
        clock.nanos());
  }

  private static long later(long nanos, long cost) {
    return cost > NEVER - nanos ? NEVER : nanos + cost;
  }
}
