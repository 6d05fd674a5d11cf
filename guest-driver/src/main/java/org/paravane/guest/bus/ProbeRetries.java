package org.paravane.guest.bus;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.paravane.device.Device;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks again for devices whose probe was put off, since what was missing may only have been time. Other probes that succeed do so
 * too, but there may be none to come. Pauses double, until nothing is put off any more.
 */
final class ProbeRetries implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ProbeRetries.class);

  private final ReconnectPolicy policy;
  private final Supplier<List<Device>> retry;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition closing = lock.newCondition();
  private Duration pause;
  private boolean waiting;
  private boolean closed;

  /** @param retry asks again for all; answers those that are still put off */
  ProbeRetries(ReconnectPolicy policy, Supplier<List<Device>> retry) {
    this.policy = policy;
    this.retry = retry;
    this.pause = policy.firstPause();
  }

  /** A device was put off. Returns at once, whatever its caller has locked. */
  void putOff() {
    lock.lock();
    try {
      if (!waiting && !closed) {
        waiting = true;
        Thread.ofVirtual().name("vmbus-probe-again").start(this::askAgain);
      }
    } finally {
      lock.unlock();
    }
  }

  private void askAgain() {
    if (!sleep()) {
      return;
    }
    List<Device> left = retry.get();
    lock.lock();
    try {
      if (left.isEmpty()) {
        pause = policy.firstPause();
      } else {
        LOG.info("probes are put off still: devices={}, asked again in={}", left.stream().map(Device::name).toList(),
            pause);
      }
    } finally {
      lock.unlock();
    }
  }

  /** False if nothing is to be asked any more. */
  private boolean sleep() {
    lock.lock();
    try {
      long left = pause.toNanos();
      while (left > 0 && !closed) {
        left = closing.awaitNanos(left);
      }
      pause = policy.after(pause);
      waiting = false;
      return !closed;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }

  /** Nothing is asked any more. Idempotent. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      closing.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
