package org.paravane.host.scheduler;

import java.time.Duration;
import java.util.function.Supplier;

/**
 * Knobs of an adapter's scheduler. The defaults suit a machine that is shared with guests.
 *
 * @param ringSlots slots of the Disruptor, a power of two
 * @param operationsPerContext how many operations (commands, waits, signals, notifications) may be queued in one context
 * @param queuesPerContext how many hardware queues a context may have beside its own
 * @param waitersPerObject how many CPU waits may be pending on one sync object
 * @param packetsInFlight how many packets an engine node may have at a time while several contexts want it; a context that
 *     is alone may have as many as {@link org.paravane.host.engine.EngineNode#depth}
 * @param quantum how long a command buffer may keep an engine node that others wait for, before it is asked to yield
 * @param packetTimeout how long one packet may run (TDR); a command buffer that yields between packets is never too long. Where the
 *     device is a processor, time in which its worker was kept waiting does not count, up to {@link #MOST_TIMEOUTS} times this
 * @param cancelGrace how long a cancelled packet may take to end before the engine node is reset
 * @param barrierRetry pause before a command buffer is tried again that waits at a barrier; doubles up to 64 times this
 * @param buildTimeout how long the build of a program may take
 * @param publishWait how long a submitter waits for room in the Disruptor before he is told EBUSY
 * @param policy makes the policy of each engine node
 */
public record SchedulerOptions(int ringSlots, int operationsPerContext, int queuesPerContext, int waitersPerObject,
    int packetsInFlight, Duration quantum, Duration packetTimeout, Duration cancelGrace, Duration barrierRetry,
    Duration buildTimeout, Duration publishWait, Supplier<SchedulingPolicy> policy) {
  /** A packet is lost after so many times its timeout even if its worker was kept waiting for the processor all the time. */
  public static final int MOST_TIMEOUTS = 5;

  public SchedulerOptions {
    if (Integer.bitCount(ringSlots) != 1 || operationsPerContext < 1 || queuesPerContext < 0 || waitersPerObject < 1
        || packetsInFlight < 1) {
      throw new IllegalArgumentException("bad scheduler options: ringSlots=" + ringSlots + ", operationsPerContext="
          + operationsPerContext + ", packetsInFlight=" + packetsInFlight);
    }
  }

  /** 8192 slots, 4096 operations, 64 queues, 1024 waiters, 2 packets in flight, 10 ms quantum, 2 s timeout, round robin. */
  public static SchedulerOptions defaults() {
    return new SchedulerOptions(8192, 4096, 64, 1024, 2, Duration.ofMillis(10), Duration.ofSeconds(2),
        Duration.ofMillis(250), Duration.ofNanos(20_000), Duration.ofSeconds(60), Duration.ofMillis(100),
        RoundRobinPolicy::new);
  }

  public SchedulerOptions withTimeouts(Duration newQuantum, Duration newPacketTimeout, Duration newCancelGrace) {
    return new SchedulerOptions(ringSlots, operationsPerContext, queuesPerContext, waitersPerObject, packetsInFlight,
        newQuantum, newPacketTimeout, newCancelGrace, barrierRetry, buildTimeout, publishWait,
        policy);
  }

  public SchedulerOptions withLimits(int newRingSlots, int newOperationsPerContext, int newQueuesPerContext,
      int newWaitersPerObject) {
    return new SchedulerOptions(newRingSlots, newOperationsPerContext, newQueuesPerContext, newWaitersPerObject,
        packetsInFlight, quantum, packetTimeout, cancelGrace, barrierRetry, buildTimeout, publishWait,
        policy);
  }

  public SchedulerOptions withPacketsInFlight(int newPacketsInFlight) {
    return new SchedulerOptions(ringSlots, operationsPerContext, queuesPerContext, waitersPerObject, newPacketsInFlight,
        quantum, packetTimeout, cancelGrace, barrierRetry, buildTimeout, publishWait,
        policy);
  }

  public SchedulerOptions withPublishWait(Duration newPublishWait) {
    return new SchedulerOptions(ringSlots, operationsPerContext, queuesPerContext, waitersPerObject, packetsInFlight,
        quantum, packetTimeout, cancelGrace, barrierRetry, buildTimeout, newPublishWait, policy);
  }

  public SchedulerOptions withPolicy(Supplier<SchedulingPolicy> newPolicy) {
    return new SchedulerOptions(ringSlots, operationsPerContext, queuesPerContext, waitersPerObject, packetsInFlight,
        quantum, packetTimeout, cancelGrace, barrierRetry, buildTimeout, publishWait, newPolicy);
  }
}
