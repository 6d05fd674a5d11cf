package org.paravane.host.scheduler;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Figures that the scheduler's thread writes and anybody reads. */
final class SchedulerCounters {
  private final AtomicInteger contexts = new AtomicInteger();
  private final AtomicInteger cpuWaits = new AtomicInteger();
  private final AtomicInteger packetsInFlight = new AtomicInteger();
  private final AtomicLong packetsDone = new AtomicLong();
  private final AtomicLong contextsLost = new AtomicLong();
  private final AtomicLong nodeResets = new AtomicLong();

  void packetDone() {
    packetsDone.setRelease(packetsDone.getPlain() + 1);
  }

  void contextLost() {
    contextsLost.setRelease(contextsLost.getPlain() + 1);
  }

  void publish(int newContexts, int newCpuWaits, int newPacketsInFlight, long newNodeResets) {
    contexts.setRelease(newContexts);
    cpuWaits.setRelease(newCpuWaits);
    packetsInFlight.setRelease(newPacketsInFlight);
    nodeResets.setRelease(newNodeResets);
  }

  SchedulerFigures figures() {
    return new SchedulerFigures(contexts.getAcquire(), cpuWaits.getAcquire(), packetsInFlight.getAcquire(),
        packetsDone.getAcquire(), contextsLost.getAcquire(), nodeResets.getAcquire());
  }
}
