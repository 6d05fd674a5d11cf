package org.paravane.host.engine.simulated;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Faults that wait for their packet. Thread-safe; costs one volatile read per packet while none is armed. */
public final class FaultInjection {
  private record Rule(InjectedFault fault, String queueNamePart, AtomicLong packetsToSkip) {
  }

  private final List<Rule> rules = new CopyOnWriteArrayList<>();

  /**
   * Arms a fault, for one packet.
   *
   * @param queueNamePart only packets of queues whose name contains this count; empty: all
   * @param packetsToSkip so many packets pass before it
   */
  public void arm(InjectedFault fault, String queueNamePart, long packetsToSkip) {
    rules.add(new Rule(fault, queueNamePart, new AtomicLong(packetsToSkip)));
  }

  /** How many are armed and have not happened. */
  public int armed() {
    return rules.size();
  }

  /** Gives up on all that have not happened. */
  public void disarm() {
    rules.clear();
  }

  /** What is to happen to the next packet of this queue. */
  @Nullable
  InjectedFault next(String queueName) {
    if (rules.isEmpty()) {
      return null;
    }
    for (Rule rule : rules) {
      if (queueName.contains(rule.queueNamePart()) && rule.packetsToSkip().getAndDecrement() == 0) {
        rules.remove(rule);
        return rule.fault();
      }
    }
    return null;
  }
}
